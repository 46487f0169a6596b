"""`serve` and `db`: the hub on a port, its tables brought up to date, its epoch after a restore."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial

from advisor_desk.cli.output import Output
from advisor_desk.cli.program import DONE
from advisor_desk.cli.values import file, whole
from advisor_desk.errors import UserCanFix
from advisor_desk.hub import log
from advisor_desk.hub.auth import Tokens
from advisor_desk.hub.cli_grammar import Commands, add
from advisor_desk.hub.cli_session import opened, opened_store
from advisor_desk.hub.console.routes import Console
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.limits import Limits
from advisor_desk.hub.own_keys import take_up
from advisor_desk.hub.routes import Surroundings, application
from advisor_desk.hub.server import Listening, serve
from advisor_desk.hub.upgrade import upgrade, version

_MOST_PORT = 65_535
_MOST_THREADS = 256


def add_to(commands: Commands) -> None:
    """`serve`, `db upgrade`, `db tidy`, `db restored`, `db rekeyed`."""
    serving = add(commands, "serve", "开始服务，直到收到 SIGTERM", run_server)
    serving.add_argument("--host", default="127.0.0.1", metavar="HOST", help="监听的地址，默认只限本机")
    serving.add_argument(
        "--port", type=whole(0, _MOST_PORT), default=8443, metavar="PORT", help="监听的端口，0 为任选"
    )
    serving.add_argument("--tls-cert", type=file, default=None, metavar="FILE", help="TLS 证书(PEM)")
    serving.add_argument("--tls-key", type=file, default=None, metavar="FILE", help="TLS 私钥(PEM)")
    serving.add_argument(
        "--behind-proxy", action="store_true", help="前面有自家的代理负责 TLS：允许不加密监听非本机地址"
    )
    serving.add_argument(
        "--open-metrics", action="store_true", help="允许其他机器读取 /metrics，默认只限本机"
    )
    serving.add_argument(
        "--threads",
        type=whole(1, _MOST_THREADS),
        default=Limits().threads,
        metavar="N",
        help="同时处理的请求数，也是数据库连接数",
    )
    family = add(commands, "db", "数据库：升级表结构，恢复之后换新纪元，更换密钥").commands(
        "db_command", "ACTION"
    )
    add(family, "upgrade", "把表结构升级到本程序的版本", run_upgrade)
    add(family, "tidy", "清除 400 天以前的删除标记，可每月执行一次", run_tidy)
    add(family, "restored", "数据库从备份恢复之后执行一次：各客户端会补发并重新同步", run_restored)
    add(
        family,
        "rekeyed",
        "总部密钥确已丢失或要更换时执行一次：改用现在的密钥文件，所有客户端都要重新注册",
        run_rekeyed,
    )


def run_server(options: argparse.Namespace, output: Output) -> int:
    """Serve until the process is told to end. Raises UserCanFix `hub.tls_needed`, `hub.tls_half`."""
    if (options.tls_cert is None) != (options.tls_key is None):
        raise UserCanFix("hub.tls_half")
    listening = Listening(options.host, options.port, options.tls_cert, options.tls_key, options.behind_proxy)
    listening.check()
    limits = Limits(threads=options.threads)

    def told(address: str, hub: Hub) -> None:
        # A variable misspelt in hub.env means a file in the data folder: not to be found out weeks later.
        log.tell("database", kind="sqlite" if hub.store.is_sqlite else "postgresql")
        said = output.words.say("总部服务已开始：{address}").format(address=address)
        output.result({"url": address}, [said])
        sys.stdout.flush()

    with opened(options, limits.threads) as hub:
        log.start()
        hub.forward_pending()
        tokens = Tokens(hub.keys, time.time)
        console = Console(hub, is_secure=listening.has_tls or listening.is_behind_proxy).routes()
        made = Surroundings(hub, tokens, limits, console, options.open_metrics)
        serve(application(made), listening, limits, partial(told, hub=hub))
    return DONE


def run_upgrade(options: argparse.Namespace, output: Output) -> int:
    """Bring the tables up to date; doing it again does nothing."""
    with opened_store(options) as store:
        before = version(store)
        upgrade(store)
        after = version(store)
    said = output.words.say("表结构版本 {version}。").format(version=after)
    output.result({"before": before or None, "version": after}, [said])
    return DONE


def run_tidy(options: argparse.Namespace, output: Output) -> int:
    """Drop deletions that every desk has had long enough to see."""
    with opened(options) as hub:
        gone = hub.forget_tombstones()
    output.result({"tombstones": gone}, [output.words.say("已清除 {count} 个删除标记。").format(count=gone)])
    return DONE


def run_restored(options: argparse.Namespace, output: Output) -> int:
    """After a restore: a new epoch, so that every desk sends again what the database no longer has."""
    with opened(options) as hub:
        epoch = hub.new_epoch()
    output.result({"epoch": epoch}, [output.words.say("已换新纪元：各客户端下次同步时补发记录并重新取数。")])
    return DONE


def run_rekeyed(options: argparse.Namespace, output: Output) -> int:
    """Sign with the key file that is there now, made when there is none; doing it again does nothing."""
    with opened(options, keys_of=lambda _store, path: kept_keys(path)) as hub:
        before, now = take_up(hub)
    said = "密钥没有改变。" if before == now else "已改用现在的密钥：请让每台客户端重新注册，并重新发布规则。"
    output.result({"before": before or None, "keys": now}, [output.words.say(said)])
    return DONE
