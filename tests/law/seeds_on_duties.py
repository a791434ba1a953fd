"""Mistakes with duties, quotations and clauses, as a clerk in a hurry makes them."""

from tests.law.seed import Seed, seed

WORD = 'word     = "一般"                         # 过了不是逾期，是未达一般要求\n'
NOTICE = "amount = 4, unit"
DISPATCH = "amount = 1, unit"
DUE = "due   = 2026-10-02T00:30:00+08:00"

SIXTH_COUNTY = (
    seed(
        "an article the text does not have",
        'article = "第五条"',
        'article = "第十五条"',
        "duty[case-feedback].cite.article",
        "第十五条",
        "第五条",
    ),
    Seed(
        "one hour written as one working day, and the example agrees",
        (
            ('amount = 1, unit = "hour"', 'amount = 1, unit = "workday"'),
            (DUE, "last  = 2026-10-08"),
        ),
        "duty[emergency-dispatch].period",
        ("1小时", "1工作日"),
    ),
    seed(
        "the duty laid on the other side",
        'owes     = "receiver"\nstarts   = "delivered"\nmet_by   = "replied"',
        'owes     = "sender"\nstarts   = "delivered"\nmet_by   = "replied"',
        "duty[assist-reply].owes",
        "答复",
        "收件方",
    ),
    seed(
        "a clause without a home is told at the list",
        'covers   = ["BL-19"]',
        'covers   = ["BL-18"]',
        "source.clauses",
        "BL-19",
        at="clauses = [",
    ),
    seed(
        "an unknown fact is one mistake",
        'starts   = "accepted"',
        'starts   = "acepted"',
        "duty[case-feedback].starts",
        "acepted",
        "accepted",
    ),
    seed(
        "a number promised in a note",
        'says     = "不履行协作职责的，通报批评并纳入年度考核"',
        'says     = "不履行协作职责的，30日内通报批评"',
        "note[assistance-liability].says",
        "30日",
    ),
)

NUMBERS = (
    Seed(
        "the county amended its text and the file was forgotten",
        (),
        "duty[acceptance-notice].cite.quote",
        ("4个工作日",),
        "部门应当自收到移送的案件之日起4个工作日内",
        (("案件之日起4个工作日内", "案件之日起3个工作日内"),),
    ),
    Seed(
        "number, quote and example agree with each other and not with the text",
        (
            (NOTICE, "amount = 5, unit"),
            ("案件之日起4个工作日内", "案件之日起5个工作日内"),
            ("last  = 2026-03-20", "last  = 2026-03-23"),
        ),
        "duty[acceptance-notice].cite.quote",
        ("5个工作日",),
        "案件之日起5个工作日内",
    ),
    seed(
        "十个工作日 for 10个工作日",
        "一般应当在10个工作日内反馈",
        "一般应当在十个工作日内反馈",
        "duty[case-feedback].cite.quote",
        "十个工作日",
    ),
    seed(
        "a full-width digit in a quote",
        "自收到协助函之日起5个工作日内",
        "自收到协助函之日起\uff15个工作日内",
        "duty[assist-reply].cite.quote",
        "\uff15",
    ),
    seed(
        "a number in quotation marks",
        NOTICE,
        'amount = "4", unit',
        "duty[acceptance-notice].period.amount",
        "整数|数字",
    ),
    seed(
        "four and a half days",
        NOTICE,
        "amount = 4.5, unit",
        "duty[acceptance-notice].period.amount",
        "整数",
    ),
    seed("zero days", NOTICE, "amount = 0, unit", "duty[acceptance-notice].period", "整数"),
    seed("minus four days", NOTICE, "amount = -4, unit", "duty[acceptance-notice].period", "整数"),
    seed(
        "no amount",
        "period   = { amount = 4, unit",
        "period   = { unit",
        "duty[acceptance-notice].period.amount",
        "缺少",
    ),
    seed(
        "a year's end with a number",
        '{ unit = "year-end" }',
        '{ amount = 1, unit = "year-end" }',
        "duty[annual-guidance].period",
        "amount",
    ),
    seed(
        "the extension's cap from another county",
        "amount  = 6",
        "amount  = 5",
        "duty[refer].extend.amount",
        "5",
    ),
)

UNITS = (
    seed(
        "the unit in Chinese",
        'amount = 4, unit = "workday"',
        'amount = 4, unit = "工作日"',
        "duty[acceptance-notice].period.unit",
        "工作日",
        "workday",
    ),
    seed(
        "workdays",
        'amount = 4, unit = "workday"',
        'amount = 4, unit = "workdays"',
        "duty[acceptance-notice].period.unit",
        "workdays",
        "workday",
    ),
    Seed(
        "24小时 written as one day",
        (
            ('amount = 1, unit = "hour"', 'amount = 1, unit = "day"'),
            ("应当在1小时内组织", "应当在24小时内组织"),
            (DUE, "last  = 2026-10-08"),
        ),
        "duty[emergency-dispatch].period",
        ("24小时",),
        text=(("应当在1小时内组织", "应当在24小时内组织"),),
    ),
    Seed(
        "1小时 written as the same day",
        (
            ('{ amount = 1, unit = "hour" }', '{ unit = "same-day" }'),
            (DUE, "last  = 2026-10-01"),
        ),
        "duty[emergency-dispatch].period",
        ("1小时",),
    ),
    Seed(
        "每半年 written as every year",
        (("部门每年到", "部门每半年到"),),
        "duty[annual-guidance].period",
        ("半年",),
        '{ unit = "year-end" }',
        (("部门每年到", "部门每半年到"),),
    ),
    Seed(
        "a period counted backwards though the text does not say 提前",
        (
            (NOTICE + ' = "workday"', NOTICE + ' = "workday-back"'),
            ("last  = 2026-03-20", "last  = 2026-03-10"),
        ),
        "duty[acceptance-notice].period",
        ("提前",),
    ),
    seed(
        "minutes",
        DISPATCH + ' = "hour"',
        'amount = 60, unit = "minute"',
        "duty[emergency-dispatch].period.unit",
        "minute",
    ),
)

EXTENSIONS = (
    seed(
        "an extension without the grounds that the text names",
        'grounds = ["因调查核实确需延长"]\n',
        "",
        "duty[refer].extend.grounds",
        "确需延长",
        at="[duty.extend]",
    ),
    seed(
        "the date announced and a number too",
        'mode    = "total"                         #',
        'mode    = "announced" #',
        "duty[refer].extend",
        "amount",
        at="amount  = 6",
    ),
    seed(
        "a typing slip in the mode",
        'mode    = "total"',
        'mode    = "totle"',
        "duty[refer].extend.mode",
        "totle",
        "total",
    ),
    seed(
        "a unit in an extension",
        "amount  = 6",
        'amount  = 6\nunit    = "workday"',
        "duty[refer].extend.unit",
        "不认识",
        at='unit    = "workday"\n',
    ),
    seed(
        "an extension that calls itself a table of another name",
        "[duty.extend]",
        "[duty.extent]",
        "duty[refer].extent",
        "不认识",
        "extend",
    ),
    seed(
        "a pause within the time of a duty nobody wrote",
        'window = "assist-supplement-notice"',
        'window = "assist-suplement-notice"',
        "duty[assist-reply].pause.window",
        "assist-suplement-notice",
    ),
    Seed(
        "asked and answered exchanged",
        (
            ('asked  = "supplement_asked"', 'asked  = "supplied"'),
            ('ended  = "supplied"', 'ended  = "supplement_asked"'),
        ),
        "duty[assist-reply].pause",
        ("要求补充",),
    ),
)

QUOTES = (
    seed(
        "a half-width comma in a quote",
        "不予受理的，应当书面",
        "不予受理的,应当书面",
        "gate[reason-for-refusal].cite.quote",
        "不予受理的,应当",
    ),
    seed(
        "a full stop where the text goes on",
        "应当立即通报所在地乡镇人民政府",
        "应当立即通报所在地乡镇人民政府。",
        "duty[emergency-notice].cite.quote",
        "乡镇人民政府。",
    ),
    seed(
        "a letter read wrong by the scanner",
        "不得以内设机构的名义移送",
        "不得以内没机构的名义移送",
        "gate[unit-name].cite.quote",
        "没机构",
    ),
    seed(
        "two ends of a sentence and dots between them",
        "应当自发现之日起3个工作日内移送有管辖权的部门",
        "自发现之日起3个工作日内……有管辖权的部门",
        "duty[refer].cite.quote",
        "……",
    ),
    seed(
        "an empty quote",
        'quote = "移送案件应当经乡镇人民政府主要负责人批准"',
        'quote = ""',
        "requires[1].cite.quote",
    ),
    seed(
        "a ban whose quote lost its 不得",
        "部门认为不属于本部门管辖的，报县人民政府决定，不得再次移送",
        "部门认为不属于本部门管辖的，报县人民政府决定",
        "gate[no-second-transfer]",
        "不得",
    ),
    seed(
        "the article in Arabic numbers",
        'article = "第五条"',
        'article = "第5条"',
        "duty[case-feedback].cite.article",
        "第5条",
        "第五条",
    ),
    seed(
        "the neighbour's article",
        'article = "第十条"',
        'article = "第九条"',
        "note[assistance-liability].cite.article",
        "第九条",
        "第十条",
    ),
)

STRENGTH = (
    seed(
        "hard although the text says 一般",
        'class    = "soft"\n' + WORD,
        "",
        "duty[case-feedback]",
        "一般",
        at='[[duty]]\nid       = "case-feedback"',
    ),
    seed(
        "soft by a word that the text does not use",
        'word     = "一般"  ',
        'word     = "原则上"  ',
        "duty[case-feedback].word",
        "原则上",
    ),
    seed(
        "soft without its word",
        WORD,
        "",
        "duty[case-feedback].word",
        "原文用词",
        at='[[duty]]\nid       = "case-feedback"',
    ),
    seed(
        "及时 for 立即",
        'word     = "立即"',
        'word     = "及时"',
        "duty[emergency-notice].word",
        "及时",
    ),
    seed(
        "a class in Chinese",
        'class    = "soft"',
        'class    = "软"',
        "duty[case-feedback].class",
        "软",
        "soft",
    ),
    seed(
        "neither a number nor a word",
        'word     = "立即"                         #',
        "#",
        "duty[emergency-notice].word",
        "没有数字",
        "原文用词",
        at='[[duty]]\nid       = "emergency-notice"',
    ),
)

SIDES_AND_FACTS = (
    Seed(
        "start and completion exchanged",
        (
            (
                'starts   = "delivered"\nmet_by   = ["accepted", "refused", "notified"]',
                'starts   = ["accepted", "refused", "notified"]\nmet_by   = "delivered"',
            ),
            (
                '[{ fact = "delivered", at = 2026-03-16T10:30',
                '[{ fact = "accepted", at = 2026-03-16T10:30',
            ),
        ),
        "duty[acceptance-notice].owes",
        ("送达", "发件方"),
        'owes     = "receiver"\nstarts   = ["accepted"',
    ),
    seed(
        "done by what starts it",
        'met_by    = ["supplement_asked", "replied"]',
        'met_by    = ["delivered", "replied"]',
        "duty[assist-supplement-notice].met_by",
        "delivered",
    ),
    Seed(
        "counted from the signature though the text says 收到",
        (
            (
                'starts   = "delivered"\nmet_by   = "replied"',
                'starts   = "acknowledged"\nmet_by   = "replied"',
            ),
            (
                '{ fact = "delivered", at = 2026-04-27',
                '{ fact = "acknowledged", at = 2026-04-27',
            ),
        ),
        "duty[assist-reply].starts",
        ("收到", "delivered"),
    ),
    seed(
        "completed by nothing",
        'met_by   = ["accepted", "refused", "notified"]',
        "met_by   = []",
        "duty[acceptance-notice].met_by",
    ),
    seed(
        "no start at all",
        'starts   = "accepted"\n',
        "",
        "duty[case-feedback].starts",
        "缺少",
        at='[[duty]]\nid       = "case-feedback"',
    ),
    seed(
        "a kind misspelt",
        'kinds    = ["referral"]\nsender   = ["township"]\nreceiver = ["department"]\n'
        'owes     = "sender"',
        'kinds    = ["referal"]\nsender   = ["township"]\nreceiver = ["department"]\n'
        'owes     = "sender"',
        "duty[refer].kinds",
        "referal",
        "referral",
    ),
    seed(
        "a kind in Chinese",
        'kinds  = ["guidance"]',
        'kinds  = ["指导"]',
        "duty[annual-guidance].kinds",
        "指导",
        "guidance",
    ),
    seed(
        "a type of unit in Chinese",
        'sender   = ["department"]\nreceiver = ["township"]\nowes     = "sender"',
        'sender   = ["部门"]\nreceiver = ["township"]\nowes     = "sender"',
        "duty[emergency-notice].sender",
        "部门",
        "department",
    ),
    seed(
        "a type of unit misspelt",
        'sender   = ["department"]\nreceiver = ["township"]\nowes     = "sender"',
        'sender   = ["departement"]\nreceiver = ["township"]\nowes     = "sender"',
        "duty[emergency-notice].sender",
        "departement",
    ),
    seed(
        "the unit's own side as the debtor",
        'owes   = "sender"',
        'owes   = "department"',
        "duty[annual-guidance].owes",
        "department",
    ),
    seed(
        "what is chased misspelt",
        'chase    = "arrived"',
        'chase    = "arived"',
        "duty[emergency-dispatch].chase",
        "arived",
    ),
    seed(
        "an emergency delivered like a referral",
        'starts   = "emergency_notified"',
        'starts   = "delivered"',
        "duty[emergency-dispatch].starts",
        "送达",
    ),
    seed(
        "a duty without a name of its own id",
        'id       = "emergency-notice"\nname     = "通报紧急情况"',
        'id       = "紧急通报"\nname     = "通报紧急情况"',
        "duty[紧急通报].id",
        "紧急通报",
    ),
)

CLAUSES = (
    seed(
        "a clause of another county",
        'covers   = ["BL-16"]',
        'covers   = ["BL-16", "YY-16"]',
        "duty[emergency-dispatch].covers",
        "YY-16",
    ),
    seed(
        "a Cyrillic letter that looks Latin",
        'covers   = ["BL-16"]',
        'covers   = ["\u0412L-16", "BL-16"]',
        "duty[emergency-dispatch].covers",
        "\u0412L-16",
    ),
    seed(
        "one clause twice in the list",
        '"BL-18", "BL-19",',
        '"BL-18", "BL-19", "BL-07",',
        "source.clauses",
        "BL-07",
        at="clauses = [",
    ),
    seed(
        "a clause in the list that nothing covers",
        '"BL-18", "BL-19",',
        '"BL-18", "BL-19", "BL-20",',
        "source.clauses",
        "BL-20",
        at="clauses = [",
    ),
    seed(
        "an entry for no clause",
        'covers   = ["BL-16"]',
        "covers   = []",
        "duty[emergency-dispatch].covers",
    ),
    seed(
        "covres",
        'covers   = ["BL-09"]',
        'covres   = ["BL-09"]',
        "gate[no-second-transfer].covres",
        "不认识",
        "covers",
    ),
)


ON_DUTIES = (
    *SIXTH_COUNTY,
    *NUMBERS,
    *UNITS,
    *EXTENSIONS,
    *QUOTES,
    *STRENGTH,
    *SIDES_AND_FACTS,
    *CLAUSES,
)
