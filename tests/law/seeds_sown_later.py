"""Mistakes sown into the file of 白鹭县 after those of the first sowing were told."""

from tests.law.seed import seed

PERIOD = 'period   = { amount = 4, unit = "workday" }'
SETTLED = 'met_by   = "settled"\n'

LATER = (
    seed(
        "a period without braces",
        PERIOD,
        "period   = 4",
        "duty[acceptance-notice].period",
        "花括号",
    ),
    seed(
        "a duty without its quotation",
        'cite     = { article = "第五条", quote = "一般应当在10个工作日内反馈" }\n',
        "",
        "duty[case-feedback].cite",
        "缺少条文和原文",
        at='[[duty]]\nid       = "case-feedback"',
    ),
    seed(
        "a duty under its neighbour's id",
        'id       = "case-feedback"',
        'id       = "acceptance-notice"',
        "duty[acceptance-notice]",
        "写了两次",
        at='[[duty]]\nid       = "acceptance-notice"\nname     = "反馈',
    ),
    seed(
        "one bracket for a table there is already",
        '[[duty]]\nid       = "case-feedback"',
        '[duty]\nid       = "case-feedback"',
        "",
        "双方括号",
    ),
    seed(
        "the name of an article without 第 and 条",
        'article = "第五条"',
        'article = "五"',
        "duty[case-feedback].cite.article",
        "第五条",
    ),
    seed(
        "a paragraph for an article",
        'article = "第五条"',
        'article = "第五款"',
        "duty[case-feedback].cite.article",
        "第五条",
    ),
    seed(
        "chased until nobody arrives",
        SETTLED,
        SETTLED + 'chase = "arrived"\n',
        "duty[case-feedback].chase",
        "到场",
    ),
    seed(
        "another zone of time",
        "2026-06-01T15:00:00+08:00",
        "2026-06-01T15:00:00Z",
        "example[4].facts",
        "+08:00",
    ),
    seed(
        "a moment for the last day",
        "last  = 2026-06-15\n",
        "last  = 2026-06-15T00:00:00+08:00\n",
        "example[4].last",
        "应为日期",
    ),
    seed(
        "facts without their brackets",
        '[{ fact = "accepted", at = 2026-06-01T15:00:00+08:00 }]',
        '{ fact = "accepted", at = 2026-06-01T15:00:00+08:00 }',
        "example[4].facts",
        "列表",
    ),
    seed(
        "a way out of what is not barred",
        'needs    = "书面理由"\n',
        'needs    = "书面理由"\ninstead  = "报请"\n',
        "gate[reason-for-refusal].instead",
        "bars",
    ),
)
