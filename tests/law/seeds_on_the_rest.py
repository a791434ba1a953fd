"""Mistakes with gates, questions, papers, notes, examples, the head of a file and its form."""

from tests.law.seed import NOWHERE, Seed, seed

DUE = "due   = 2026-10-02T00:30:00+08:00"

NO_HAND_ON = 'bars     = "hand-on"\ninstead  = "报请"'
REASON = 'asks     = "refuse"\nneeds    = "书面理由"'
APPROVER = 'answer   = "officer"\nrole     = "principal"'

STEPS = (
    seed(
        "a way out that is what is barred",
        'instead  = "报请"',
        'instead  = "转交"',
        "gate[no-second-transfer].instead",
        "转交",
    ),
    Seed(
        "a way out that another entry bars",
        (
            (
                "# ---- 材料 ----",
                '[[gate]]\nid = "no-report"\nbars = "report-up"\ncovers = ["BL-09"]\n'
                'receiver = ["department"]\n'
                'cite = { article = "第四条", quote = "不得再次移送" }\n',
            ),
        ),
        "gate[no-second-transfer].instead",
        ("报请",),
        'instead  = "报请"',
    ),
    seed(
        "a ban on what no side of a referral can do",
        'bars     = "hand-on"\ninstead  = "报请"\n',
        'bars     = "arrive"\n',
        "gate[no-second-transfer].bars",
        "到场",
    ),
    seed(
        "barred and asked at once",
        REASON,
        'bars = "refuse"\n' + REASON,
        "gate[reason-for-refusal]",
        "bars",
        "asks",
    ),
    seed(
        "asked, but for what",
        'needs    = "书面理由"\n',
        "",
        "gate[reason-for-refusal].needs",
        "需要什么",
        at='[[gate]]\nid       = "reason-for-refusal"',
    ),
    seed(
        "a step in Chinese",
        'asks     = "refuse"',
        'asks     = "不予受理"',
        "gate[reason-for-refusal].asks",
        "不予受理",
        "refuse",
    ),
    seed(
        "decided by nobody",
        'to     = "县司法局协调，协调不成的由县人民政府"',
        'to     = ""',
        "route[competence].to",
    ),
    seed(
        "decided by an organ of another county",
        'to     = "县司法局协调，协调不成的由县人民政府"',
        'to     = "市委编办"',
        "route[competence].to",
        "市委编办",
    ),
    Seed(
        "two ways for one question",
        (
            (
                "# ---- 还应当知道的 ----",
                '[[route]]\nid = "competence"\nto = "县人民政府"\nsteps = ["report-up"]\n'
                'cite = { article = "第四条", quote = "报县人民政府决定" }\ncovers = ["BL-18"]\n',
            ),
        ),
        "route[competence]",
        ("两次|重复",),
    ),
    seed(
        "a paper at a step that its kind does not have",
        'name   = "协助函"\n',
        'name   = "协助函"\nstep   = "dispatch"\n',
        "paper[assistance-letter].step",
        "出发",
    ),
    seed(
        "a paper of a kind that does not exist",
        'kind   = "assistance"',
        'kind   = "assist"',
        "paper[assistance-letter].kind",
        "assist",
    ),
    seed(
        "a note at a step that its kind does not have",
        'step     = "refuse"',
        'step     = "arrive"',
        "note[assistance-liability].step",
        "到场",
    ),
    seed(
        "a note for both",
        'side     = "receiver"',
        'side     = "both"',
        "note[assistance-liability].side",
        "both",
    ),
    seed(
        "a row in small letters",
        'row      = "X"',
        'row      = "x"',
        "note[assistance-liability].row",
        "x",
    ),
    seed(
        "a note that says nothing",
        'says   = "乡镇与县级行政执法部门的执法协作适用本办法"',
        'says   = ""',
        "note[purpose].says",
    ),
    seed(
        "two notes of one id",
        'id       = "assistance-liability"',
        'id       = "purpose"',
        "note[purpose]",
        "两次|重复",
        at='[[note]]\nid       = "purpose"',
    ),
    seed(
        "two papers of one id",
        'id     = "assistance-letter"',
        'id     = "referral-letter"',
        "paper[referral-letter]",
        "两次|重复",
        at='[[paper]]\nid     = "referral-letter"\nkind   = "assistance"',
    ),
    seed(
        "two gates of one id",
        'id       = "no-second-transfer"',
        'id       = "reason-for-refusal"',
        "gate[reason-for-refusal]",
        "两次|重复",
        at='[[gate]]\nid       = "reason-for-refusal"\nbars',
    ),
)

QUESTIONS = (
    seed(
        "no question mark",
        "由哪位主要负责人批准？",
        "由哪位主要负责人批准",
        "requires[1].question",
        "？",
    ),
    seed(
        "a label too long for the card",
        'label    = "批准领导"',
        'label    = "乡镇人民政府批准领导"',
        "requires[1].label",
        "五|5",
    ),
    seed("an empty label", 'label    = "批准领导"', 'label    = ""', "requires[1].label"),
    seed(
        "a field that every matter has",
        'field    = "approver"',
        'field    = "facts"',
        "requires[1].field",
        "facts",
    ),
    seed(
        "the receiver asked again",
        'field    = "approver"',
        'field    = "receiver"',
        "requires[1].field",
        "receiver",
    ),
    seed(
        "an answer misspelt",
        'answer   = "officer"',
        'answer   = "offcer"',
        "requires[1].answer",
        "offcer",
        "officer",
    ),
    seed(
        "a role misspelt",
        'role     = "principal"',
        'role     = "boss"',
        "requires[1].role",
        "boss",
        "principal",
    ),
    seed(
        "a role for a text",
        'answer   = "officer"',
        'answer   = "text"',
        "requires[1].role",
        "officer",
        at='role     = "principal"',
    ),
    seed(
        "how many leaders",
        APPROVER,
        APPROVER + "\nleast    = 2",
        "requires[1].least",
        "people",
    ),
    seed(
        "a choice of one",
        APPROVER,
        'answer   = "choice"\nchoices  = ["同意"]',
        "requires[1]",
        at="choices",
    ),
    seed(
        "asked of no kind of matter",
        '[[requires]]\nkind     = "referral"',
        '[[requires]]\nkind     = "referrals"',
        "requires[1].kind",
        "referrals",
    ),
)

EXAMPLES = (
    seed(
        "a moment without its zone",
        "at = 2026-06-01T15:00:00+08:00",
        "at = 2026-06-01T15:00:00",
        "example[4].facts",
        "+08:00",
    ),
    seed(
        "a day for a moment",
        "at = 2026-06-01T15:00:00+08:00",
        "at = 2026-06-01",
        "example[4].facts",
    ),
    seed(
        "a moment in quotation marks",
        "at = 2026-06-01T15:00:00+08:00",
        'at = "2026-06-01T15:00:00+08:00"',
        "example[4].facts",
        "引号",
    ),
    seed(
        "a fact misspelt",
        '[{ fact = "accepted", at',
        '[{ fact = "acepted", at',
        "example[4].facts",
        "acepted",
        "accepted",
    ),
    seed(
        "a fact that starts nothing",
        '[{ fact = "accepted", at',
        '[{ fact = "delivered", at',
        "example[4]",
        "accepted|受理",
    ),
    Seed(
        "a year whose calendar nobody has announced",
        (
            ("at = 2026-06-01T15:00:00+08:00", "at = 2031-06-02T15:00:00+08:00"),
            ("last  = 2026-06-15", "last  = 2031-06-16"),
        ),
        "example[4]",
        ("2031",),
        "last  = 2031",
    ),
    seed(
        "the answer in another year",
        "last  = 2026-03-20",
        "last  = 2025-03-20",
        "example[3].last",
        "3月20日",
        "2025",
    ),
    seed(
        "no answer",
        "last  = 2026-06-15\n",
        "",
        "example[4]",
        "last",
        at='[[example]]\nduty  = "case-feedback"',
    ),
    seed("hours with a last day", DUE, "last  = 2026-10-02", "example[7]", "due"),
    seed("a day and an hour", DUE, DUE + "\nlast  = 2026-10-02", "example[7]", "due", "last"),
    seed(
        "no reason why",
        'why   = "6月2日至5日计4日，8日至12日计9日，15日计满10日。"\n',
        "",
        "example[4].why",
        "缺少",
        at='[[example]]\nduty  = "case-feedback"',
    ),
    Seed(
        "an example for a duty without a number",
        (
            (
                "# ---- 算例 ----",
                '[[example]]\nduty = "emergency-notice"\nlast = 2026-03-02\nwhy = "次日。"\n'
                'facts = [{ fact = "found", at = 2026-03-01T08:00:00+08:00 }]\n',
            ),
        ),
        "example[1]",
        ("没有数字",),
        'duty = "emergency-notice"',
    ),
    seed(
        "no example for a number",
        '[[example]]\nduty  = "case-feedback"',
        '[[example]]\nduty  = "acceptance-notice"',
        "duty[case-feedback]",
        "算例",
        at='[[duty]]\nid       = "case-feedback"',
    ),
)

HEAD = (
    seed(
        "a date in quotation marks", "since = 2026-03-01 ", 'since = "2026-03-01" ', "since", "引号"
    ),
    seed(
        "a day later than the text says",
        "since = 2026-03-01 ",
        "since = 2026-03-10 ",
        "since",
        "2026-03-01",
    ),
    seed(
        "no date and no reason why",
        "since = 2026-03-01                        #",
        "#",
        "since",
        "edition",
        at=NOWHERE,
    ),
    seed(
        "an edition for a text that has its date",
        "since = 2026-03-01 ",
        'edition = "2026"\nundated = "原文没有日期" ',
        "since|edition|undated",
        "2026-03-01|2026年3月1日",
    ),
    seed(
        "a date and an edition",
        "since = 2026-03-01 ",
        'edition = "2026"\nsince = 2026-03-01 ',
        "since|edition",
        "edition",
    ),
    seed("capital letters in the id", 'id    = "bailu"', 'id    = "Bailu"', "id", "Bailu", "小写"),
    seed(
        "the id of the file it was copied from",
        'id    = "bailu"',
        'id    = "qingfeng"',
        "id",
        "qingfeng",
        "bailu",
    ),
    seed(
        "no book title marks", 'short = "《白鹭协作办法》"', 'short = "白鹭协作办法"', "short", "《"
    ),
    seed("no second person", ', second = "复核人"', "", "source.checked", "缺少"),
    seed("checked on no date", "on = 2026-02-20", 'on = "2026.2.20"', "source.checked"),
    seed(
        "no issuer",
        'issuer  = "白鹭县人民政府办公室"\n',
        "",
        "source.issuer",
        "缺少",
        at="[source]",
    ),
    seed("a table misspelt", "[words]", "[word]", "word", "不认识", "words"),
    seed(
        "one bracket for two",
        '[[paper]]\nid     = "assistance-letter"',
        '[paperr]\nid     = "assistance-letter"',
        "paperr",
        "不认识",
        "paper",
    ),
    seed(
        "a superior text as a word",
        "since = 2026-03-01 ",
        'under = "crime-transfer-310"\nsince = 2026-03-01 ',
        "under",
        "没有载入",
    ),
    seed(
        "true for a word",
        'class    = "soft"',
        "class    = true",
        "duty[case-feedback].class",
        "引号|true",
    ),
    seed(
        "a doubt that is a yes",
        'doubt    = "10个工作日从何时起算，条文未写；从受理之日起算。"',
        "doubt    = true",
        "duty[case-feedback].doubt",
        "引号|true|文字",
    ),
)

TOML = (
    seed(
        "a missing quotation mark",
        'name     = "书面告知受理情况"',
        'name     = "书面告知受理情况',
        "",
        "引号",
    ),
    seed(
        "quotation marks of the Chinese keyboard",
        'name     = "书面告知受理情况"',
        "name     = “书面告知受理情况”",
        "",
        "引号",
    ),
    seed("a comma of the Chinese keyboard", "amount = 4, unit", "amount = 4， unit", "", "，"),
    seed(
        "an equals sign of the Chinese keyboard",
        'name     = "书面告知受理情况"',
        'name     \uff1d "书面告知受理情况"',
        "",
        "\uff1d",
    ),
    seed(
        "a space of the Chinese keyboard",
        'name     = "书面告知受理情况"',
        '\u3000name     = "书面告知受理情况"',
        "",
        "空格",
    ),
    seed(
        "a key twice",
        'name     = "书面告知受理情况"',
        'name     = "书面告知受理情况"\nname     = "告知受理"',
        "",
        "name",
        "两次|重复",
        at='name     = "告知受理"',
    ),
    seed("a number with a zero before it", "amount = 4, unit", "amount = 04, unit", ""),
    seed("a date without its zeros", "since = 2026-03-01 ", "since = 2026-3-1 ", ""),
    seed("30 February", "since = 2026-03-01 ", "since = 2026-02-30 ", ""),
    seed("True", 'word     = "立即"', "word     = True", ""),
    seed("a missing bracket", '"BL-18", "BL-19",\n]', '"BL-18", "BL-19",\n', "", at="[words]"),
    seed("a word without quotation marks", 'owes   = "sender"', "owes   = sender", "", "引号"),
    seed("one bracket missing", "[[route]]", "[[route]", ""),
    seed("a comment as programmers write it", "# ---- 由谁定 ----", "// ---- 由谁定 ----", ""),
)

WARNED = (
    seed(
        "lifted by what no step records",
        'met_by   = "settled"\n',
        'met_by   = "settled"\nlifted_by = "served"\n',
        "duty[case-feedback].lifted_by",
        "只供计算",
    ),
    seed(
        "a condition that the text does not make",
        'condition = "资料不全的"',
        'condition = "案情复杂的"',
        "duty[assist-supplement-notice].condition",
        "案情复杂的",
    ),
    seed(
        "a title left over from another county",
        'title   = "白鹭县乡镇与部门行政执法协作办法"',
        'title   = "酉阳县乡镇与部门行政执法协作办法"',
        "source.title",
        "酉阳",
    ),
    seed(
        "a local word that the text does not use",
        'referral_letter   = "案件移送函"',
        'referral_letter   = "案件移交函"',
        "words.referral_letter",
        "案件移交函",
    ),
    seed(
        "no kind, so that it would hold for all",
        'kinds     = ["assistance"]\n',
        "",
        "duty[assist-supplement-notice].kinds",
        at='[[duty]]\nid        = "assist-supplement-notice"',
    ),
    seed(
        "replaces what nobody has",
        'id       = "case-feedback"',
        'id       = "case-feedback"\nreplaces = "province/feedback"',
        "duty[case-feedback].replaces",
        "province",
    ),
)
"""What need not be wrong: the file passes, and the check says what to look at."""

LAWYER = (
    (
        seed(
            "barred for the side that never takes the step",
            'instead  = "报请"\nreceiver = ["department"]',
            'instead  = "报请"\nsender   = ["department"]\nreceiver = ["body"]',
            "gate[no-second-transfer]",
            at='[[gate]]\nid       = "no-second-transfer"',
        ),
        "哪些单位有内设机构收案，通讯录里才有",
    ),
    (
        seed(
            "people, but how many",
            APPROVER,
            'answer   = "people"',
            "requires[1].least",
            at="[[requires]]",
        ),
        "没有写least的，一名就够，是允许的",
    ),
    (
        seed(
            "a quote cut before the point",
            '应当事先告知该部门，移送期限最长不超过6个工作日"',
            '移送期限最长不超过6个工作日"',
            "",
            "",
        ),
        "每个字都在原文里；少引了半句，只有读的人知道",
    ),
    (
        seed(
            "another department",
            'id     = "unit-name"\nbars   = "sign-as-body"\nsender = ["township"]',
            'id     = "unit-name"\nbars   = "sign-as-body"\nsender = ["department"]',
            "",
            "",
        ),
        "引文里的主语要读懂才知道是哪一方",
    ),
    (
        Seed(
            "two clauses exchanged",
            (
                ('covers   = ["BL-08"]', 'covers   = ["BL-9"]'),
                ('covers   = ["BL-09"]', 'covers   = ["BL-08"]'),
                ('BL-9"]', 'BL-09"]'),
            ),
            "",
            (),
        ),
        "编号是录入的人自己编的，原文里没有",
    ),
    (
        seed(
            "a note that promises what the text does not",
            'says     = "不履行协作职责的，通报批评并纳入年度考核"',
            'says     = "不履行协作职责的，给予处分"',
            "",
            "",
        ),
        "用自己的话写的，机器不能判断意思",
    ),
    (
        seed(
            "a doubt that is not there any more",
            'doubt    = "10个工作日从何时起算，条文未写；从受理之日起算。"\n',
            "",
            "",
            "",
        ),
        "条文是不是清楚，要读的人判断",
    ),
)


ON_THE_REST = (*STEPS, *QUESTIONS, *EXAMPLES, *HEAD, *TOML)
