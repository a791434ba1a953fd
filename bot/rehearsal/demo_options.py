"""What a rehearsal is to be of: a sample or a county's own files, gone over before it starts."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.operation.county_file import ANY_TIME, SAMPLES, County, load_county, samples
from bot.operation.law_book import load_law
from bot.settings import SettingsError
from rules.law.library import Regulations
from rules.reminders.policy_file import read_policy
from rules.values.dates import BEIJING
from rules.values.errors import Refusal

MORNING = time(9)
"""When a rehearsal begins of which only the day is said, in Beijing."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was said on the command line, and nothing of it looked at.

    Attributes:
        county: id of a sample; "" for none.
        rules_dir: folder of the county's own regulation, calendar and policy; None for none.
        people: the county's address book; None for a sample's.
        policy: a reminder policy; None for the one in the folder, or else the shipped one.
        start: when it begins; "" where the county says.
    """

    county: str = ""
    rules_dir: Path | None = None
    people: Path | None = None
    policy: Path | None = None
    start: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is played, once every part was read.

    Attributes:
        start: when it begins; None where the county's file says.
    """

    county: County
    rules_dir: Path | None
    policy: Path | None
    start: datetime | None


def choose(options: Options, default: str, now: datetime) -> Chosen:
    """Read everything that the options name.

    Args:
        options: of the command line.
        default: id of the sample where none of them says whose rehearsal it is.
        now: when it begins where neither the options nor the county's file say.

    Raises:
        SettingsError: with every fault of every option.
    """
    faults: list[str] = []
    start = _start(options.start, faults)
    rules_dir = _there(options.rules_dir, "--rules", faults)
    policy = _there(options.policy, "--policy", faults)
    county = _county(options, default, faults)
    if county is not None and (rules_dir or options.rules_dir is None):
        faults += _law_faults(county, rules_dir)
    if policy is not None:
        faults += _policy_faults(policy, rules_dir)
    if faults or county is None:
        raise SettingsError("\n".join(["没有开始演练：", *faults]))
    if start is None and county.start == ANY_TIME:
        start = now
    return Chosen(county, rules_dir, policy, start)


def _county(options: Options, default: str, faults: list[str]) -> County | None:
    if options.people is None:
        name = options.county or default
        if name in samples():
            return load_county(SAMPLES / f"{name}.toml")
        faults.append(
            f"没有样例县 {name}。现有：{'、'.join(samples())}。"
            "演练自己的县，请用 --people 指明通讯录文件、用 --rules 指明规定所在的文件夹。"
        )
        return None
    people = _there(options.people, "--people", faults)
    if people is None:
        return None
    try:
        county = load_county(people)
    except Refusal as bad:
        faults.append(str(bad))
        return None
    if options.county and options.county != county.id:
        faults.append(
            f"--county 写的是 {options.county}，--people 的文件是 {county.id} 的。请只写一个。"
        )
    return county


def _law_faults(county: County, rules_dir: Path | None) -> list[str]:
    try:
        load_law(county.regulation, rules_dir)
    except SettingsError:
        where = f"文件夹 {rules_dir} 里" if rules_dir else "随程序带的规定里"
        return [
            f"通讯录写的规定是 {county.regulation}，{where}没有。"
            "请用 --rules 指明它所在的文件夹，或者改正通讯录里的 regulation。"
        ]
    except Refusal as bad:
        return [str(bad)]
    return []


def _policy_faults(policy: Path, rules_dir: Path | None) -> list[str]:
    """What is wrong with a policy, by the county's documents, or the shipped ones if those fail."""
    try:
        documents = Regulations.load(*(() if rules_dir is None else (rules_dir,)))
    except Refusal:
        documents = Regulations.load()
    try:
        read_policy(policy, documents.versions)
    except Refusal as bad:
        return [str(bad)]
    return []


def _there(path: Path | None, option: str, faults: list[str]) -> Path | None:
    """The path of an option where it leads somewhere; rules are a folder, anything else a file."""
    if path is None:
        return None
    wanted = "文件夹" if option == "--rules" else "文件"
    if not path.exists():
        faults.append(f"{option}：没有 {path} 这个{wanted}。请核对路径。")
        return None
    if path.is_dir() != (option == "--rules"):
        faults.append(f"{option}：{path} 不是{wanted}。请核对路径。")
        return None
    return path.resolve()


def _start(words: str, faults: list[str]) -> datetime | None:
    """A day, or a time to the minute; in Beijing where no zone is said."""
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        pass
    else:
        return datetime.combine(day, MORNING, BEIJING)
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        faults.append(
            f"--start：读不懂“{words}”。请写成 2026-04-02 或者 2026-04-02T09:00，按北京时间。"
        )
        return None
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)
