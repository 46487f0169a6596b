# The commands of this project on Windows: the twin of ./dev.
#   .\dev.ps1 run     set up, open the workstation on a demo book
#   .\dev.ps1 test    set up, run every test          .\dev.ps1 lint   style, types, layers
#   .\dev.ps1 bench   set up, measure speed           .\dev.ps1 shots  render every screen into demo-out\
#   .\dev.ps1 soak    the long tests                  .\dev.ps1 lock   resolve requirements\*.lock anew
# Needs Python 3.11 to 3.14 (the py launcher, or python on the PATH). ADVISOR_JOBS sets how many tests run at once.
param(
    [Parameter(Position = 0)] [string] $Verb = 'help',
    [Parameter(ValueFromRemainingArguments = $true)] [string[]] $Rest = @()
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$Venv = '.venv'
$Python = Join-Path $Venv 'Scripts\python.exe'
$Desk = Join-Path $Venv 'Scripts\advisor-desk.exe'
$Lock = 'requirements\dev.lock'
$Stamp = Join-Path $Venv '.installed'
$Reports = Join-Path $Venv 'reports'
$WithoutQt = @('-p', 'no:pytest-qt', '-p', 'tests.without_qt')
$script:Failed = 0

function Stop-With([string] $Message) {
    Write-Host "dev: $Message"
    exit 1
}

function Test-Python([string[]] $Command) {
    $check = 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'
    $exe, $before = $Command
    if (-not (Get-Command $exe -ErrorAction SilentlyContinue)) { return $false }
    try { & $exe @before -c $check 2>$null | Out-Null } catch { return $false }
    return $LASTEXITCODE -eq 0
}

function Find-Python {
    $candidates = @(
        @('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('py', '-3.14'), @('python'), @('python3')
    )
    foreach ($candidate in $candidates) { if (Test-Python $candidate) { return , $candidate } }
    Stop-With 'no Python 3.11 to 3.14 was found'
}

function Invoke-Checked([string] $Exe, [string[]] $Arguments) {
    & $Exe @Arguments
    if ($LASTEXITCODE -ne 0) { Stop-With "failed: $Exe $Arguments" }
}

function Invoke-Counted([string] $Exe, [string[]] $Arguments) {
    & $Exe @Arguments
    if ($LASTEXITCODE -ne 0) { $script:Failed = 1 }
}

function Install-Everything {
    $now = (Get-FileHash $Lock).Hash + (Get-FileHash 'pyproject.toml').Hash
    if ((Test-Path $Stamp) -and (Test-Path $Python) -and ((Get-Content $Stamp) -eq $now)) { return }
    if (-not (Test-Path $Python)) {
        $exe, $before = Find-Python
        Invoke-Checked $exe (@($before) + @('-m', 'venv', $Venv) | Where-Object { $_ })
    }
    Write-Host 'installing locked packages'
    $pip = @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check')
    $installed = $false
    if (Get-Command uv -ErrorAction SilentlyContinue) {
        & uv pip install --quiet --python $Python --require-hashes --compile-bytecode -r $Lock
        $installed = $LASTEXITCODE -eq 0
    }
    # Byte-compiled at once: otherwise the first start takes two to three times as long.
    if (-not $installed) { Invoke-Checked $Python ($pip + @('--compile', '--require-hashes', '-r', $Lock)) }
    Invoke-Checked $Python ($pip + @('--no-deps', '--no-build-isolation', '-e', '.'))
    Invoke-Checked $Python @('-m', 'compileall', '-q', 'advisor_desk')
    Set-Content -Path $Stamp -Value $now
}

function Use-DemoBook {
    # A book of invented people, apart from anyone's own.
    if ($env:ADVISOR_DESK_BOOK) { return }
    $env:ADVISOR_DESK_BOOK = Join-Path $PSScriptRoot "$Venv\demo\demo.book"
    $env:ADVISOR_DESK_PASSPHRASE = 'advisor-desk-demo'
    New-Item -ItemType Directory -Force (Join-Path $Venv 'demo') | Out-Null
    if (-not (Test-Path $env:ADVISOR_DESK_BOOK)) { Invoke-Checked $Desk @('demo', '--no-window') }
}

function Invoke-Shots([string] $Out) {
    if (-not $env:ADVISOR_DESK_BOOK) { Use-DemoBook }
    New-Item -ItemType Directory -Force $Out | Out-Null
    $env:QT_QPA_PLATFORM = 'offscreen'
    Invoke-Checked $Desk (@('shots', $Out) + @($Rest | Select-Object -Skip 1))
    Write-Host (Resolve-Path $Out)
}

function Invoke-Stage([string] $Report, [string[]] $Arguments) {
    $jobs = if ($env:ADVISOR_JOBS) { $env:ADVISOR_JOBS } else { 'auto' }
    $common = @('-m', 'pytest', '-q', '-n', $jobs, '--maxschedchunk=4', "--junit-xml=$Reports\$Report.xml")
    Invoke-Counted $Python ($common + $Arguments)
}

function Invoke-Tests {
    if ($Rest.Count -gt 0) {
        Invoke-Counted $Python (@('-m', 'pytest') + $Rest)
        return
    }
    if (Test-Path $Reports) { Remove-Item -Recurse -Force $Reports }
    Write-Host '== rules and parts, without Qt, every branch of domain and rules'
    Invoke-Stage 'unit' ($WithoutQt + @('--cov', '--cov-report=term:skip-covered', 'tests/unit'))
    Write-Host '== everything else that needs no window, without Qt'
    Invoke-Stage 'rest' ($WithoutQt + @('--ignore=tests/unit', '--ignore=tests/ui', '--ignore=tests/journeys', 'tests'))
    Write-Host '== the window'
    Invoke-Stage 'ui' @('tests/ui', 'tests/journeys')
    $found = @(Get-ChildItem "$Reports\*.xml" | ForEach-Object { $_.FullName })
    Invoke-Counted $Python (@('-m', 'tests.totals') + $found)
}

function Invoke-Lint {
    $scripts = Join-Path $Venv 'Scripts'
    Invoke-Counted (Join-Path $scripts 'ruff.exe') @('check', '.')
    Invoke-Counted (Join-Path $scripts 'ruff.exe') @('format', '--check', '.')
    Invoke-Counted (Join-Path $scripts 'mypy.exe') @()
    Invoke-Counted (Join-Path $scripts 'lint-imports.exe') @()
}

function Invoke-Lock {
    if (-not (Get-Command uv -ErrorAction SilentlyContinue)) { Stop-With 'lock needs uv on the PATH' }
    $compile = @(
        'pip', 'compile', '--quiet', '--universal', '--no-strip-extras', '--generate-hashes', '--no-header',
        '--python-version', '3.11'
    )
    $everything = @('--extra', 'dev', '--extra', 'bench', '--extra', 'hub')
    Invoke-Checked 'uv' ($compile + $everything + $Rest + @('pyproject.toml', '-o', 'requirements/dev.lock'))
    # What a server of head office installs: the same versions, without Qt and whatever else only a desk needs.
    $hub = @('--constraint', 'requirements/dev.lock', 'requirements/hub.in', '-o', 'requirements/hub.lock')
    Invoke-Checked 'uv' ($compile + $hub)
}

switch ($Verb) {
    'run' { Install-Everything; Use-DemoBook; Invoke-Counted $Desk (@('demo') + $Rest) }
    'test' { Install-Everything; Invoke-Tests }
    'lint' { Install-Everything; Invoke-Lint }
    'bench' { Install-Everything; Invoke-Counted $Python (@('-m', 'tests.bench') + $Rest) }
    'shots' { Install-Everything; Invoke-Shots $(if ($Rest.Count) { $Rest[0] } else { 'demo-out' }) }
    'soak' { Install-Everything; Invoke-Counted $Python (@('-m', 'pytest', '-m', 'soak', 'tests') + $Rest) }
    'setup' { Install-Everything }
    'lock' { Invoke-Lock }
    default {
        Get-Content $PSCommandPath -TotalCount 6 | Select-Object -Skip 1 | ForEach-Object { $_ -replace '^# ?', '' }
        if ($Verb -notin @('help', '-h', '--help')) { exit 2 }
    }
}
exit $script:Failed
