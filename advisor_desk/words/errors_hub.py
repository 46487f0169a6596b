"""Sentences of the hub's command line: its database, its keys, desks, and what an outlet brings by hand."""

from typing import Final

HUB_WORDS: Final[dict[str, tuple[str, str]]] = {
    "hub.misplaced": (
        "不认识 {argument}。",
        "--db、--keys、--json、--lang 要写在命令前面；用 --help 查看写法。",
    ),
    "hub.database_url_invalid": (
        "数据库地址的写法不对。",
        "写成 sqlite:///文件，或 postgresql+psycopg://用户@主机/库名。",
    ),
    "hub.database_key_invalid": ("环境变量 {variable} 不是 64 位十六进制的密钥。", "请核对后再试。"),
    "hub.database_away": (
        "连不上数据库。",
        "请检查数据库服务、地址、用户、口令和库名后再试；没有写入任何内容。",
    ),
    "hub.database_failed": (
        "数据库没有完成这一步：磁盘已满、文件不可读写或已损坏。",
        "请检查数据库所在的磁盘和权限，必要时从备份恢复。",
    ),
    "hub.busy": ("数据库正忙，这一步没有完成。", "请稍后再试。"),
    "hub.commit_unknown": (
        "提交时与数据库的连接中断，这一步可能已经完成。",
        "请用 status 核对；再执行一次也不会重复。",
    ),
    "hub.move_unfinished": (
        "客户已离开原网点，还没有到达网点 {branch}：数据库中断。资料没有丢失。",
        "请再执行一次并加上 --order {order}；服务重新启动时也会自动继续。",
    ),
    "hub.upgrade_needed": ("数据库的表结构还不是本程序的版本。", "请先执行 advisor-desk-hub db upgrade。"),
    "hub.from_newer_version": (
        "数据库由更新版本的程序升级过(版本 {found}，本程序到 {known})。",
        "请升级本程序。",
    ),
    "hub.key_damaged": (
        "总部密钥文件 {name} 已损坏。",
        "请从备份取回原来的密钥文件；换一把新的，所有客户端都要重新注册。",
    ),
    "hub.key_open_to_others": (
        "总部密钥文件 {name} 的权限太宽，其他用户也能读。",
        "请执行 chmod 600 后再试。",
    ),
    "hub.key_missing": (
        "{path} 处没有总部密钥文件，而这个数据库早已有自己的密钥，所有客户端注册时都记下了它。",
        "请从备份(或从正在运行的另一台服务)取回原来的 hub.key 放到该处，再执行一次；"
        "确已丢失时用 db rekeyed 换新密钥，之后所有客户端都要重新注册。",
    ),
    "hub.key_other": (
        "{path} 不是这个数据库的总部密钥(应为 {known}，这一把是 {found})，所有客户端都会拒绝它。",
        "请从备份(或从正在运行的另一台服务)取回原来的 hub.key 放到该处，或用 --keys 指明它；"
        "确要更换时用 db rekeyed，之后所有客户端都要重新注册。",
    ),
    "hub.key_unreadable": ("读不到总部密钥文件 {name}(系统代码 {errno})。", "请检查文件权限。"),
    "hub.key_unwritable": (
        "文件夹 {folder} 不能写入(系统代码 {errno})。",
        "请检查权限，或用环境变量 ADVISOR_HUB_DATA 换一个文件夹。",
    ),
    "hub.tls_needed": (
        "没有 TLS 证书，不能在 {host} 上服务。",
        "请给出 --tls-cert 和 --tls-key；若前面有自家的代理负责 TLS，加 --behind-proxy。",
    ),
    "hub.tls_half": ("TLS 证书和私钥要一起给出。", "请同时写 --tls-cert 和 --tls-key。"),
    "hub.tls_unreadable": ("TLS 证书或私钥读不出来，或两者不配。", "请核对 PEM 文件及其权限。"),
    "hub.port_taken": ("不能在 {host} 的端口 {port} 上监听。", "请换一个端口或地址，或先停掉占用它的程序。"),
    "hub.branch_invalid": ("网点编号的写法不对。", "用 1 到 24 个字母、数字、下划线或连字符，0 除外。"),
    "hub.advisor_invalid": ("顾问编号的写法不对。", "不能为空，至多 128 个字符，不含控制字符。"),
    "hub.who_invalid": ("姓名或工号的写法不对。", "不能为空，至多 64 个字符，不含控制字符。"),
    "hub.advisor_unknown": ("这个网点没有登记这位顾问。", "请先用 advisors add 或 invite 登记。"),
    "hub.device_unknown": ("没有这台设备。", "请用 status 查看设备号。"),
    "hub.device_revoked": ("这台设备已经吊销。", "请用 invite 生成新的邀请码，让它重新注册。"),
    "hub.code_wrong": ("邀请码不对、已经用过或已过期。", "请用 invite 生成新的邀请码。"),
    "hub.scope_foreign": ("这台设备无权读取这一部分资料。", "请核对设备属于哪位顾问。"),
    "hub.request_refused": ("这一步被拒绝({problem})。", "请核对输入后再试。"),
    "hub.event_unknown": ("没有这条被隔离的记录，或已经处理过。", "用 quarantine list 查看。"),
    "hub.courier_form": (
        "这不是封装文件，没有写入任何内容。",
        "请核对文件名，应是网点从终端导出的那一个。",
    ),
    "hub.courier_not_ours": (
        "这个封装文件不是写给这里的，或在途中被改动过，没有写入任何内容。",
        "请让网点重新导出。",
    ),
    "hub.courier_unreadable": (
        "这个封装文件的内容读不懂，没有写入任何内容。",
        "请确认网点的程序不比总部的新，再重新导出。",
    ),
    "hub.branch_needed": ("没有说是哪个网点(现有 {branches} 个)。", "请用 --branch 写明网点编号。"),
    "hub.branch_unknown": ("没有这个网点。", "请核对 --branch 的编号，或不写它以包括全部网点。"),
    "hub.client_elsewhere": (
        "文件中有 {count} 位客户属于网点 {branch}，没有载入任何内容。",
        "请核对 --branch，或先在原网点处理这些客户。",
    ),
    "hub.export_form": ("{name} 的格式不认识。", "文件名以 .csv 或 .parquet 结尾。"),
    "hub.parquet_not_here": ("这个系统上写不了 Parquet 文件 {name}。", "请改写 .csv，或在 Linux 上导出。"),
    "hub.file_unreadable": ("读不到文件 {name}。", "请确认文件还在原处。"),
    "hub.reply_over_file": (
        "回执文件不能写在网点送来的文件 {name} 上面。",
        "请用 --out 换一个文件名。",
    ),
    "hub.file_unwritable": ("文件 {name} 没有写成。", "请换一个可写的位置再试。"),
}
