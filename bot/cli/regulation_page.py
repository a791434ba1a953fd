"""A county document as one HTML page that can be printed and read against the paper."""

from html import escape

from rules.documents.overview import Shown, overview
from rules.law.duties import DutyClass
from rules.law.regulation import Example, Regulation
from rules.values.dates import day_text, moment_text

STYLE = """
body { font: 15px/1.6 "Noto Serif CJK SC", "Songti SC", SimSun, serif; margin: 2em auto;
       max-width: 76em; padding: 0 1em; color: #1b1b1b; }
h1 { font-size: 1.5em; margin-bottom: .2em; }
h2 { font-size: 1.15em; margin-top: 2em; }
p { margin: .3em 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #bbb; padding: .4em .6em; text-align: left; vertical-align: top; }
th { background: #f2f0ea; position: sticky; top: 0; }
td.article, td.what, td.clauses { white-space: nowrap; }
.scope, .doubt, .none { color: #666; font-size: .9em; }
.doubt { color: #8a4b00; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } th { position: static; } }
"""


def page(regulation: Regulation) -> str:
    """The whole document: every entry by article, then the worked examples."""
    rows = "\n".join(_row(shown) for shown in overview(regulation))
    examples = "\n".join(_example(example, regulation) for example in regulation.examples)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(regulation.short)}</title><style>{STYLE}</style></head>
<body>
<h1>{escape(regulation.title)}</h1>
{_head(regulation)}
<table>
<thead><tr><th>条文</th><th>性质</th><th>程序怎样办</th><th>原文</th><th>在哪里生效</th>
<th>条款</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<h2>算例</h2>
<table>
<thead><tr><th>义务</th><th>起算</th><th>最后一日</th><th>怎样数</th></tr></thead>
<tbody>
{examples}
</tbody>
</table>
</body>
</html>
"""


def _head(regulation: Regulation) -> str:
    since = f"自{regulation.since}起施行" if regulation.since else regulation.undated
    checked = regulation.checked
    lines = [
        f"{regulation.issuer}，版本 {regulation.version}，{since}",
        f"录入 {checked.by}，复核 {checked.second}，{checked.on}" if checked else "",
    ]
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _row(shown: Shown) -> str:
    scope = f'<p class="scope">{escape(shown.scope)}</p>' if shown.scope else ""
    doubt = f'<p class="doubt">存疑：{escape(shown.doubt)}</p>' if shown.doubt else ""
    where = escape(shown.where) or '<span class="none">还没有生效</span>'
    return (
        f'<tr><td class="article">{escape(shown.article)}</td>'
        f'<td class="what">{escape(shown.what)}</td>'
        f"<td>{escape(shown.says)}{scope}{doubt}</td><td>{escape(shown.quote)}</td>"
        f'<td>{where}</td><td class="clauses">{"<br>".join(shown.clauses.split("、"))}</td></tr>'
    )


def _example(example: Example, regulation: Regulation) -> str:
    duty = regulation.duty(example.duty)
    name = duty.name if duty else example.duty
    soft = "（原则性）" if duty and duty.duty_class is DutyClass.SOFT else ""
    start = moment_text(min(fact.at for fact in example.facts))
    year = min(fact.at for fact in example.facts).year
    end = day_text(example.last) if example.last else ""
    if example.due is not None:
        end = moment_text(example.due)
    return (
        f"<tr><td>{escape(name)}{soft}</td><td>{year}年{escape(start)}</td>"
        f"<td>{escape(end)}</td><td>{escape(example.why)}</td></tr>"
    )
