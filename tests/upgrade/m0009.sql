BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE bindings (
	seq INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	raw_id VARCHAR NOT NULL, 
	officer VARCHAR NOT NULL, 
	conversation TEXT, 
	asked_at BIGINT NOT NULL, 
	decided_by TEXT, 
	decided_at BIGINT, 
	agreed SMALLINT NOT NULL, 
	CONSTRAINT pk_bindings PRIMARY KEY (seq)
);
CREATE TABLE calendars (
	seq INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	source TEXT, 
	loaded_at BIGINT NOT NULL, 
	CONSTRAINT pk_calendars PRIMARY KEY (seq)
);
CREATE TABLE card_copies (
	code VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	raw_id VARCHAR NOT NULL, 
	officer VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	entries INTEGER NOT NULL, 
	expires_at BIGINT NOT NULL, 
	next_at BIGINT NOT NULL, 
	CONSTRAINT pk_card_copies PRIMARY KEY (code)
)
 WITHOUT ROWID

;
INSERT INTO "card_copies" VALUES('15uCErU9PZjQByRPcYrovZmWdLDB9x6j','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777543200000000,1777284000000000);
INSERT INTO "card_copies" VALUES('36njMcQATOhI61tpcFARkxVGK08P13d6','app','qin.guofu','qin.guofu','急1',2,1777528800000000,1777269600000000);
INSERT INTO "card_copies" VALUES('9TBom4bFOdeRfZ9bwrlyOpVq4asItZ_A','app','chen.jing','chen.jing','协1',2,1777510800000000,1777251600000000);
INSERT INTO "card_copies" VALUES('Fwys0JzqUwVy7AyWd7UpYyQxt_jnGDum','app','he.wei','he.wei','急1',2,1777528800000000,1777269600000000);
INSERT INTO "card_copies" VALUES('T_MfDuXfcpQGV3NwuZo_TNpOjat8J1pk','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777517100000000,1777257900000000);
INSERT INTO "card_copies" VALUES('TaCCsjWqM3VHY0WWoIixBHqFoyo2FyJh','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777514400000000,1777255200000000);
INSERT INTO "card_copies" VALUES('VYNhizRE9ErB_3-EMjZs_o2BvD0PcP1w','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777518000000000,1777258800000000);
INSERT INTO "card_copies" VALUES('VfBxDywNq5YqO3OPhMBdrVOey5uYK3e2','app','qin.guofu','qin.guofu','急1',2,1777543200000000,1777284000000000);
INSERT INTO "card_copies" VALUES('Vt25Rbyeb8sXQfuSRb9Usgb_4BezPDEg','app','he.wei','he.wei','急1',2,1777518000000000,1777258800000000);
INSERT INTO "card_copies" VALUES('YGimrlMr8-yd8A_n_alXtjXiwkeAKwS_','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777528800000000,1777269600000000);
INSERT INTO "card_copies" VALUES('j9Mk-lHMiE9PcjpdeaqQbVz8D0RhBb9-','app','qin.guofu','qin.guofu','急1',2,1777521600000000,1777262400000000);
INSERT INTO "card_copies" VALUES('pOzXivSQszZIwSUmK6hZcozfs5tVxNam','app','he.wei','he.wei','急1',2,1777521600000000,1777262400000000);
INSERT INTO "card_copies" VALUES('tABEM-85kZY893WwV41Xg_uWkykYFL0x','app','qin.guofu','qin.guofu','急1',2,1777518000000000,1777258800000000);
INSERT INTO "card_copies" VALUES('tK-6mOd67h2lHJTXE1s9iqmiKe4k9tKP','app','he.wei','he.wei','急1',2,1777543200000000,1777284000000000);
INSERT INTO "card_copies" VALUES('ug1HI6WpwV_eA7lC28hLFTIsnObWJ2PZ','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777512600000000,1777253400000000);
INSERT INTO "card_copies" VALUES('v45ciwV5k6LNBQADicYuj49CWxl9ppZQ','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777521600000000,1777262400000000);
INSERT INTO "card_copies" VALUES('zNLLsTuUpufbBUJiYdn6sSwGyeIeTS4C','app','lu.zhiqiang','lu.zhiqiang','急1',2,1777516200000000,1777257000000000);
CREATE TABLE contents (
	sha256 VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_contents PRIMARY KEY (sha256)
);
INSERT INTO "contents" VALUES('e35f7379317356189341d606f9a04e1b29f710d023d63b2ea303a1dc8249dfce',X'255044462D312E3720E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95E78EB0E59CBAE6A380E69FA5E7AC94E5BD95');
CREATE TABLE counters (
	kind VARCHAR NOT NULL, 
	last_number BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (kind)
)
 WITHOUT ROWID

;
INSERT INTO "counters" VALUES('assistance',1);
INSERT INTO "counters" VALUES('emergency',2);
INSERT INTO "counters" VALUES('referral',2);
CREATE TABLE county (
	id VARCHAR NOT NULL, 
	regulation VARCHAR NOT NULL, 
	directory_version BIGINT NOT NULL, 
	created BIGINT NOT NULL, law_version BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_county PRIMARY KEY (id)
);
INSERT INTO "county" VALUES('qingfeng','qingfeng',1,1775091600000000,0);
CREATE TABLE dialogues (
	officer VARCHAR NOT NULL, 
	conversation VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	expires_at BIGINT NOT NULL, 
	CONSTRAINT pk_dialogues PRIMARY KEY (officer, conversation)
)
 WITHOUT ROWID

;
CREATE TABLE entries (
	number VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	step VARCHAR NOT NULL, 
	officer TEXT, 
	unit TEXT, 
	at BIGINT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	facts TEXT NOT NULL, 
	details TEXT NOT NULL, 
	source TEXT, 
	algorithm VARCHAR NOT NULL, 
	prev_hash TEXT, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_entries PRIMARY KEY (number, seq), 
	CONSTRAINT fk_entries_number FOREIGN KEY(number) REFERENCES matters (number)
)
 WITHOUT ROWID

;
INSERT INTO "entries" VALUES('协1',1,'send','chen.jing','housing',1777251600000000,1777251600000000,'[{"fact":"delivered","at":"2026-04-27T01:00:00+00:00"}]','[["receiver","emergency"],["facts","请提供某仓库的备案材料"]]','aibot:10760658680000013','sha256',NULL,'e0a2f41917c97513bb0fb42687579d5f8ed5aaa6009d934d147ec38cb737ffc7');
INSERT INTO "entries" VALUES('协1',2,'reply','gao.feng','emergency',1777251600000000,1777251600000000,'[{"fact":"replied","at":"2026-04-27T01:00:00+00:00"}]','[["opinion","同意提供，材料另附"]]','aibot:10760658680000016','sha256','e0a2f41917c97513bb0fb42687579d5f8ed5aaa6009d934d147ec38cb737ffc7','826a0defce2f36433760daebcd039669b8dd886ad21e51aaeec2427e361de394');
INSERT INTO "entries" VALUES('急1',1,'send','gao.feng','emergency',1777251600000000,1777251600000000,'[{"fact":"found","at":"2026-04-27T01:00:00+00:00"},{"fact":"emergency_notified","at":"2026-04-27T01:00:00+00:00"}]','[["receiver","chengguan"],["facts","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]','aibot:10760658680000021','sha256',NULL,'c264fd86eccf043bb977fc975ff380a37c7cad206186c4332279daf8f3f6d646');
INSERT INTO "entries" VALUES('急1',2,'confirm','lu.zhiqiang','chengguan',1777251600000000,1777251600000000,'[{"fact":"acknowledged","at":"2026-04-27T01:00:00+00:00"}]','[]','aibot:10760658680000026','sha256','c264fd86eccf043bb977fc975ff380a37c7cad206186c4332279daf8f3f6d646','3b9658bcb8e4306223bd13fd118d5331b5a7de6648d69eb8e34fda3ea4c7176e');
INSERT INTO "entries" VALUES('急2',1,'send','gao.feng','emergency',1777291200000000,1777291200000000,'[{"fact":"found","at":"2026-04-27T12:00:00+00:00"},{"fact":"emergency_notified","at":"2026-04-27T12:00:00+00:00"}]','[["receiver","chengguan"],["facts","城关镇 老车站烟花摊点起火"]]','app:10760658680000073','sha256',NULL,'6469491b3be902075a49228c42a5a3a095f96a012141d42760cf484cad56d3a6');
INSERT INTO "entries" VALUES('移1',1,'send','song.mei','chengguan',1777251600000000,1777251600000000,'[{"fact":"found","at":"2026-04-27T00:00:00+00:00"},{"fact":"delivered","at":"2026-04-27T01:00:00+00:00"}]','[["receiver","samr"],["facts","某店无证经营，今天上午8点检查发现"],["found","2026-04-27T08:00:00+08:00"],["source","inspection"]]','aibot:10760658680000005','sha256',NULL,'1c760ead287c538409eb1bd721016f0fa71b45ffb345880e457064c9a6a18693');
INSERT INTO "entries" VALUES('移1',2,'attach','song.mei','chengguan',1777251600000000,1777251600000000,'[]','[["material","现场检查笔录.pdf"],["sha256","e35f7379317356189341d606f9a04e1b29f710d023d63b2ea303a1dc8249dfce"]]','aibot:10760658680000005','sha256','1c760ead287c538409eb1bd721016f0fa71b45ffb345880e457064c9a6a18693','98b6b77e9886d414c9ad937e0d11b3b4dc0146d6880867fe18ac453ba07304de');
INSERT INTO "entries" VALUES('移1',3,'accept','li.qiang','samr',1777251600000000,1777251600000000,'[{"fact":"accepted","at":"2026-04-27T01:00:00+00:00"}]','[]','aibot:10760658680000008','sha256','98b6b77e9886d414c9ad937e0d11b3b4dc0146d6880867fe18ac453ba07304de','3c53831fad95a25452c8ed26a34231e5ae28913ebe8bca1d57f1826d60951ad3');
INSERT INTO "entries" VALUES('移2',1,'send','li.qiang','samr',1777291200000000,1777291200000000,'[{"fact":"found","at":"2026-04-27T08:00:00+00:00"},{"fact":"delivered","at":"2026-04-27T12:00:00+00:00"}]','[["receiver","chengguan"],["facts","某摊点占道经营，今天下午4点检查发现"],["found","2026-04-27T16:00:00+08:00"],["source","inspection"]]','aibot:10760658680000070','sha256',NULL,'8df8d040448a69410ed92c1cbf501e28f03149808e9751656f9a511d37c8801f');
CREATE TABLE identities (
	channel VARCHAR NOT NULL, 
	raw_id VARCHAR NOT NULL, 
	officer VARCHAR NOT NULL, 
	conversation TEXT, 
	reachable_since BIGINT, 
	CONSTRAINT pk_identities PRIMARY KEY (channel, raw_id)
)
 WITHOUT ROWID

;
INSERT INTO "identities" VALUES('aibot','chen.jing','chen.jing','chen.jing',1777251600000000);
INSERT INTO "identities" VALUES('aibot','gao.feng','gao.feng','gao.feng',1777251600000000);
INSERT INTO "identities" VALUES('aibot','li.qiang','li.qiang','li.qiang',1777251600000000);
INSERT INTO "identities" VALUES('aibot','lu.zhiqiang','lu.zhiqiang','lu.zhiqiang',1777251600000000);
INSERT INTO "identities" VALUES('aibot','song.mei','song.mei','song.mei',1777251600000000);
INSERT INTO "identities" VALUES('app','gao.feng','gao.feng','gao.feng',1777291200000000);
CREATE TABLE inbox (
	channel VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	reply TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (channel, message_id)
)
 WITHOUT ROWID

;
INSERT INTO "inbox" VALUES('aibot','10760658680000001','["{\"text\":\"移交草稿，确认后才发出。\\n某店无证经营，今天上午8点检查发现\\n交给：清丰县市场监督管理局\\n落款：清丰县城关镇人民政府\\n发现时间：4月27日（周一）08:00\\n来源：检查巡查发现\\n可以发送“确认发出”、“取消”。\",\"card\":{\"title\":\"移交草稿，确认后才发出\",\"lines\":[[\"交给\",\"清丰县市场监督管理局\"],[\"落款\",\"清丰县城关镇人民政府\"],[\"发现时间\",\"4月27日（周一）08:00\"],[\"来源\",\"检查巡查发现\"]],\"note\":\"某店无证经营，今天上午8点检查发现\",\"buttons\":[[\"确认发出\",\"确认发出\",1],[\"取消\",\"取消\",3]],\"version\":1872712513,\"rest\":\"没有列全的，发出后用“查”看。\"},\"whole\":[[\"移交草稿全文\",[[\"\",\"某店无证经营，今天上午8点检查发现\"]]]]}", ""]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000003','["{\"text\":\"已收到现场检查笔录.pdf，随这份草稿一起发出。\\n草稿的附件现在有：文件1 现场检查笔录.pdf。去掉某一份请发送“去掉 文件1”，都不要请发送“不要附件”。\\n移交草稿（市监局，某店无证经营，今天上午8点检查发现）还没有发出，请发送“确认发出”或者“取消”。\"}", ""]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000005','["{\"text\":\"移1 移交已送达市监局（4月27日（周一）09:00）。\\n随附：文件1 现场检查笔录.pdf。\",\"card\":{\"title\":\"移1 移交已送达市监局（4月27日（周一）09:00）\",\"desc\":\"某店无证经营，今天上午8点检查发现\",\"lines\":[[\"单位\",\"城关镇 → 市监局（移交）\"],[\"状态\",\"已送达，等待办理\"],[\"发现时间\",\"4月27日（周一）08:00\"]],\"note\":\"随附：文件1 现场检查笔录.pdf。\",\"number\":\"移1\",\"version\":2}}", "已发出 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000008','["{\"text\":\"移1 已受理（4月27日（周一）09:00）。\\n受理不等于立案，决定立案后请发送“立案 移1”。\\n可以发送“立案 移1”、“办结 移1”。\",\"card\":{\"title\":\"移1 已受理\",\"desc\":\"某店无证经营，今天上午8点检查发现\",\"lines\":[[\"单位\",\"城关镇 → 市监局（移交）\"],[\"状态\",\"已受理\"],[\"发现时间\",\"4月27日（周一）08:00\"]],\"note\":\"受理不等于立案，决定立案后请发送“立案 移1”。\",\"buttons\":[[\"立案\",\"立案 移1\",1],[\"办结\",\"办结 移1\",2]],\"number\":\"移1\",\"version\":3}}", "已受理 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000011','["{\"text\":\"协助草稿，确认后才发出。\\n请提供某仓库的备案材料\\n交给：清丰县应急管理局\\n落款：清丰县住房和城乡建设局\\n可以发送“确认发出”、“取消”。\",\"card\":{\"title\":\"协助草稿，确认后才发出\",\"lines\":[[\"交给\",\"清丰县应急管理局\"],[\"落款\",\"清丰县住房和城乡建设局\"]],\"note\":\"请提供某仓库的备案材料\",\"buttons\":[[\"确认发出\",\"确认发出\",1],[\"取消\",\"取消\",3]],\"version\":1988387328,\"rest\":\"没有列全的，发出后用“查”看。\"},\"whole\":[[\"协助草稿全文\",[[\"\",\"请提供某仓库的备案材料\"]]]]}", ""]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000013','["{\"text\":\"协1 协助已送达应急局（4月27日（周一）09:00）。\",\"card\":{\"title\":\"协1 协助已送达应急局（4月27日（周一）09:00）\",\"desc\":\"请提供某仓库的备案材料\",\"lines\":[[\"单位\",\"住建局 → 应急局（协助）\"],[\"状态\",\"已送达，等待办理\"]],\"number\":\"协1\",\"version\":1}}", "已发出 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000016','["{\"text\":\"协1 已答复（4月27日（周一）09:00）。\",\"card\":{\"title\":\"协1 已答复\",\"desc\":\"请提供某仓库的备案材料\",\"lines\":[[\"单位\",\"住建局 → 应急局（协助）\"],[\"状态\",\"已答复\"]],\"number\":\"协1\",\"version\":2}}", "已答复 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000019','["{\"text\":\"紧急通报草稿，确认后才发出。\\n城关镇 东关桥化工仓库泄漏，已疏散四十人\\n交给：清丰县城关镇人民政府\\n落款：清丰县应急管理局\\n可以发送“确认发出”、“取消”。\",\"card\":{\"title\":\"紧急通报草稿，确认后才发出\",\"lines\":[[\"交给\",\"清丰县城关镇人民政府\"],[\"落款\",\"清丰县应急管理局\"]],\"note\":\"城关镇 东关桥化工仓库泄漏，已疏散四十人\",\"buttons\":[[\"确认发出\",\"确认发出\",1],[\"取消\",\"取消\",3]],\"version\":2019551794,\"rest\":\"没有列全的，发出后用“查”看。\"},\"whole\":[[\"紧急通报草稿全文\",[[\"\",\"城关镇 东关桥化工仓库泄漏，已疏散四十人\"]]]]}", ""]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000021','["{\"text\":\"急1 紧急通报已送达城关镇（4月27日（周一）09:00）。\\n期限：城关镇组织执法人员赶赴现场，4月27日（周一）11:00前，依据三（九）。\",\"card\":{\"title\":\"急1 紧急通报已送达城关镇（4月27日（周一）09:00）\",\"desc\":\"城关镇 东关桥化工仓库泄漏，已疏散四十人\",\"lines\":[[\"单位\",\"应急局 → 城关镇（紧急通报）\"],[\"状态\",\"已送达，等待办理\"],[\"应办\",\"城关镇组织执法人员赶赴现场\"],[\"期限\",\"4月27日（周一）11:00前\"],[\"依据\",\"《清丰协作规定》三（九）\"]],\"number\":\"急1\",\"version\":1}}", "已发出 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000026','["{\"text\":\"急1 已确认（4月27日（周一）09:00）。\\n期限：城关镇组织执法人员赶赴现场，4月27日（周一）11:00前，依据三（九）。\\n可以发送“出发 急1”、“到场 急1”。\",\"card\":{\"title\":\"急1 已确认\",\"desc\":\"城关镇 东关桥化工仓库泄漏，已疏散四十人\",\"lines\":[[\"单位\",\"应急局 → 城关镇（紧急通报）\"],[\"状态\",\"已确认，等待出发\"],[\"应办\",\"城关镇组织执法人员赶赴现场\"],[\"期限\",\"4月27日（周一）11:00前\"],[\"依据\",\"《清丰协作规定》三（九）\"]],\"buttons\":[[\"出发\",\"出发 急1\",1],[\"到场\",\"到场 急1\",2]],\"number\":\"急1\",\"version\":2}}", "已确认 09:00"]',1777251600000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000068','["{\"text\":\"移交草稿，确认后才发出。\\n某摊点占道经营，今天下午4点检查发现\\n交给：清丰县城关镇人民政府\\n落款：清丰县市场监督管理局\\n发现时间：4月27日（周一）16:00\\n来源：检查巡查发现\\n请核对：属于县人民政府赋权乡镇的执法事项（一（三））。\\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。\\n可以发送“确认发出”、“取消”。\",\"card\":{\"title\":\"移交草稿，确认后才发出\",\"lines\":[[\"交给\",\"清丰县城关镇人民政府\"],[\"落款\",\"清丰县市场监督管理局\"],[\"发现时间\",\"4月27日（周一）16:00\"],[\"来源\",\"检查巡查发现\"]],\"note\":\"请核对：属于县人民政府赋权乡镇的执法事项（一（三））。\\n某摊点占道经营，今天下午4点检查发现\\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。\",\"buttons\":[[\"确认发出\",\"确认发出\",1],[\"取消\",\"取消\",3]],\"version\":1075399779,\"rest\":\"没有列全的，发出后用“查”看。\"},\"whole\":[[\"移交草稿全文\",[[\"\",\"某摊点占道经营，今天下午4点检查发现\"]]]]}", ""]',1777291200000000);
INSERT INTO "inbox" VALUES('aibot','10760658680000070','["{\"text\":\"移2 移交已送达城关镇（4月27日（周一）20:00）。\\n期限：不符合移交条件的，城关镇通知补充材料，4月29日（周三）24:00前，依据三（三）。\",\"card\":{\"title\":\"移2 移交已送达城关镇（4月27日（周一）20:00）\",\"desc\":\"某摊点占道经营，今天下午4点检查发现\",\"lines\":[[\"单位\",\"市监局 → 城关镇（移交）\"],[\"状态\",\"已送达，等待办理\"],[\"发现时间\",\"4月27日（周一）16:00\"],[\"附条件\",\"不符合移交条件的，城关镇通知补充材料\"],[\"该项期限\",\"4月29日（周三）24:00前\"],[\"依据\",\"《清丰协作规定》三（三）\"]],\"number\":\"移2\",\"version\":1}}", "已发出 20:00"]',1777291200000000);
INSERT INTO "inbox" VALUES('app','10760658680000072','["{\"text\":\"紧急通报草稿，确认后才发出。\\n城关镇 老车站烟花摊点起火\\n交给：清丰县城关镇人民政府\\n落款：清丰县应急管理局\\n可以发送“确认发出”、“取消”。\",\"card\":{\"title\":\"紧急通报草稿，确认后才发出\",\"lines\":[[\"交给\",\"清丰县城关镇人民政府\"],[\"落款\",\"清丰县应急管理局\"]],\"note\":\"城关镇 老车站烟花摊点起火\",\"buttons\":[[\"确认发出\",\"确认发出\",1],[\"取消\",\"取消\",3]],\"version\":1958358350,\"rest\":\"没有列全的，发出后用“查”看。\"},\"whole\":[[\"紧急通报草稿全文\",[[\"\",\"城关镇 老车站烟花摊点起火\"]]]]}", ""]',1777291200000000);
INSERT INTO "inbox" VALUES('app','10760658680000073','["{\"text\":\"急2 紧急通报已送达城关镇（4月27日（周一）20:00）。\\n期限：城关镇组织执法人员赶赴现场，4月27日（周一）22:00前，依据三（九）。\",\"card\":{\"title\":\"急2 紧急通报已送达城关镇（4月27日（周一）20:00）\",\"desc\":\"城关镇 老车站烟花摊点起火\",\"lines\":[[\"单位\",\"应急局 → 城关镇（紧急通报）\"],[\"状态\",\"已送达，等待办理\"],[\"应办\",\"城关镇组织执法人员赶赴现场\"],[\"期限\",\"4月27日（周一）22:00前\"],[\"依据\",\"《清丰协作规定》三（九）\"]],\"number\":\"急2\",\"version\":1}}", "已发出 20:00"]',1777291200000000);
CREATE TABLE installation (
	purpose VARCHAR NOT NULL, 
	backed_up_at BIGINT, 
	written_at BIGINT, 
	CONSTRAINT pk_installation PRIMARY KEY (purpose)
);
INSERT INTO "installation" VALUES('rehearsal',NULL,NULL);
CREATE TABLE lines (
	number VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	duty VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	duty_class VARCHAR NOT NULL, 
	due BIGINT, 
	safe_due BIGINT, 
	last_day DATE, 
	CONSTRAINT pk_lines PRIMARY KEY (number, position), 
	CONSTRAINT fk_lines_number FOREIGN KEY(number) REFERENCES matters (number)
)
 WITHOUT ROWID

;
INSERT INTO "lines" VALUES('急1',0,'emergency-notice','emergency','no_number','none',NULL,NULL,NULL);
INSERT INTO "lines" VALUES('急1',1,'emergency-dispatch','chengguan','overdue','hard',1777258800000000,1777258800000000,'2026-04-27');
INSERT INTO "lines" VALUES('急2',0,'emergency-notice','emergency','no_number','none',NULL,NULL,NULL);
INSERT INTO "lines" VALUES('急2',1,'emergency-dispatch','chengguan','running','hard',1777298400000000,1777298400000000,'2026-04-27');
INSERT INTO "lines" VALUES('移2',0,'refer-to-township','samr','met','hard',1777478400000000,1777455000000000,'2026-04-29');
INSERT INTO "lines" VALUES('移2',1,'supplement-notice','chengguan','running','hard',1777478400000000,1777455000000000,'2026-04-29');
INSERT INTO "lines" VALUES('移2',2,'stop-violation','samr','no_number','none',NULL,NULL,NULL);
CREATE TABLE materials (
	seq INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	officer VARCHAR NOT NULL, 
	source TEXT, 
	number TEXT, 
	at BIGINT NOT NULL, 
	conversation TEXT, set_aside SMALLINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_materials PRIMARY KEY (seq), 
	CONSTRAINT fk_materials_sha256 FOREIGN KEY(sha256) REFERENCES contents (sha256)
);
INSERT INTO "materials" VALUES(1,'e35f7379317356189341d606f9a04e1b29f710d023d63b2ea303a1dc8249dfce','file','现场检查笔录.pdf',909,'song.mei','aibot:10760658680000003','移1',1777251600000000,'song.mei',0);
CREATE TABLE matters (
	number VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	receiver VARCHAR NOT NULL, 
	opener VARCHAR NOT NULL, 
	regulation VARCHAR NOT NULL, 
	regulation_version VARCHAR NOT NULL, 
	conversation TEXT, 
	summary TEXT, 
	facts TEXT NOT NULL, 
	opened_at BIGINT NOT NULL, 
	looked_at BIGINT NOT NULL, 
	next_look BIGINT, 
	version BIGINT NOT NULL, 
	entries INTEGER NOT NULL, 
	closed SMALLINT NOT NULL, 
	head TEXT, content TEXT, 
	CONSTRAINT pk_matters PRIMARY KEY (number)
);
INSERT INTO "matters" VALUES('移1','referral','accepted','chengguan','samr','song.mei','qingfeng','qingfeng@2019',NULL,'某店无证经营，今天上午8点检查发现','[{"fact":"found","at":"2026-04-27T00:00:00+00:00"},{"fact":"delivered","at":"2026-04-27T01:00:00+00:00"},{"fact":"accepted","at":"2026-04-27T01:00:00+00:00"}]',1777251600000000,1777251600000000,NULL,3,3,0,'3c53831fad95a25452c8ed26a34231e5ae28913ebe8bca1d57f1826d60951ad3','某店无证经营，今天上午8点检查发现');
INSERT INTO "matters" VALUES('协1','assistance','replied','housing','emergency','chen.jing','qingfeng','qingfeng@2019',NULL,'请提供某仓库的备案材料','[{"fact":"delivered","at":"2026-04-27T01:00:00+00:00"},{"fact":"replied","at":"2026-04-27T01:00:00+00:00"}]',1777251600000000,1777251600000000,NULL,2,2,0,'826a0defce2f36433760daebcd039669b8dd886ad21e51aaeec2427e361de394','请提供某仓库的备案材料');
INSERT INTO "matters" VALUES('急1','emergency','confirmed','emergency','chengguan','gao.feng','qingfeng','qingfeng@2019',NULL,'城关镇 东关桥化工仓库泄漏，已疏散四十人','[{"fact":"found","at":"2026-04-27T01:00:00+00:00"},{"fact":"emergency_notified","at":"2026-04-27T01:00:00+00:00"},{"fact":"acknowledged","at":"2026-04-27T01:00:00+00:00"}]',1777251600000000,1777284000000000,1777312800000000,11,2,0,'3b9658bcb8e4306223bd13fd118d5331b5a7de6648d69eb8e34fda3ea4c7176e','城关镇 东关桥化工仓库泄漏，已疏散四十人');
INSERT INTO "matters" VALUES('移2','referral','delivered','samr','chengguan','li.qiang','qingfeng','qingfeng@2019',NULL,'某摊点占道经营，今天下午4点检查发现','[{"fact":"found","at":"2026-04-27T08:00:00+00:00"},{"fact":"delivered","at":"2026-04-27T12:00:00+00:00"}]',1777291200000000,1777291200000000,1777424400000000,1,1,0,'8df8d040448a69410ed92c1cbf501e28f03149808e9751656f9a511d37c8801f','某摊点占道经营，今天下午4点检查发现');
INSERT INTO "matters" VALUES('急2','emergency','delivered','emergency','chengguan','gao.feng','qingfeng','qingfeng@2019',NULL,'城关镇 老车站烟花摊点起火','[{"fact":"found","at":"2026-04-27T12:00:00+00:00"},{"fact":"emergency_notified","at":"2026-04-27T12:00:00+00:00"}]',1777291200000000,1777291200000000,1777291500000000,1,1,0,'6469491b3be902075a49228c42a5a3a095f96a012141d42760cf484cad56d3a6','城关镇 老车站烟花摊点起火');
CREATE TABLE officers (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	roles TEXT NOT NULL, 
	title TEXT, 
	mobile TEXT, 
	deputy VARCHAR, 
	quiet TEXT, 
	active SMALLINT NOT NULL, 
	leaves TEXT NOT NULL, 
	CONSTRAINT pk_officers PRIMARY KEY (id), 
	CONSTRAINT fk_officers_unit FOREIGN KEY(unit) REFERENCES units (id)
);
INSERT INTO "officers" VALUES('tian.jianguo','田建国','chengguan-team','["duty","liaison"]','执法大队联络员','13900000101','song.mei',NULL,1,'[]');
INSERT INTO "officers" VALUES('song.mei','宋梅','chengguan','["duty","liaison"]','综合执法办干部','13900000102','tian.jianguo',NULL,1,'[]');
INSERT INTO "officers" VALUES('lu.zhiqiang','路志强','chengguan','["duty"]','值班员','13900000103',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('he.wei','何伟','chengguan','["duty","leader"]','副镇长','13900000104',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('qin.guofu','秦国富','chengguan','["principal"]','镇长','13900000105',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('zhao.yan','赵燕','mazhuangqiao','["duty","liaison"]','联络员','13900000201','guo.tao',NULL,1,'[]');
INSERT INTO "officers" VALUES('guo.tao','郭涛','mazhuangqiao','["duty"]','值班员','13900000202',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('wei.dong','魏东','mazhuangqiao','["duty","leader"]','副镇长','13900000203',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('shi.lei','石磊','mazhuangqiao','["principal"]','镇长','13900000204',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('ma.chao','马超','hancun','["duty","liaison"]','联络员','13900000301','fu.na',NULL,1,'[]');
INSERT INTO "officers" VALUES('fu.na','付娜','hancun','["duty"]','值班员','13900000302',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('jia.ping','贾平','hancun','["duty","leader","principal"]','副镇长','13900000303',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('li.qiang','李强','samr','["liaison"]','法规股联络员','13900000401','wang.min',NULL,1,'[]');
INSERT INTO "officers" VALUES('wang.min','王敏','samr','["duty"]','法规股干部','13900000402',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('sun.jun','孙军','chengguan-samr','["duty"]','城关所执法员','13900000403',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('zheng.hao','郑浩','samr','["leader"]','副局长','13900000404',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('yuan.fang','袁芳','samr','["principal"]','局长','13900000405',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('chen.jing','陈静','housing','["liaison"]','联络员','13900000501','bai.yu',NULL,1,'[]');
INSERT INTO "officers" VALUES('bai.yu','白宇','housing','["duty"]','质安站干部','13900000502',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('tang.li','唐立','housing','["leader","principal"]','副局长','13900000503',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('gao.feng','高峰','emergency','["duty","liaison"]','指挥中心联络员','13900000601','xu.ning',NULL,1,'[]');
INSERT INTO "officers" VALUES('xu.ning','徐宁','emergency','["duty"]','值班员','13900000602',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('ren.yi','任毅','emergency','["leader","principal"]','副局长','13900000603',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('hou.bin','侯斌','natres','["liaison"]','执法监察股联络员','13900000701',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('luo.xin','罗欣','natres','["leader","principal"]','副局长','13900000702',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('jiang.yue','江月','eco','["liaison"]','联络员','13900000801',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('duan.hui','段辉','eco','["leader","principal"]','副局长','13900000802',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('meng.ke','孟可','agri','["liaison"]','联络员','13900000901',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('qiao.shan','乔山','agri','["leader","principal"]','副局长','13900000902',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('zhou.lan','周岚','justice','["administrator","liaison","supervisor"]','行政执法协调监督股股长','13900001001',NULL,NULL,1,'[]');
INSERT INTO "officers" VALUES('fang.yuan','方圆','justice','["leader","principal"]','副局长','13900001002',NULL,NULL,1,'[]');
CREATE TABLE outbox (
	seq INTEGER NOT NULL, 
	push_key VARCHAR NOT NULL, 
	addressee VARCHAR NOT NULL, 
	number TEXT, 
	kind VARCHAR NOT NULL, 
	message TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	urgent SMALLINT NOT NULL, 
	carries SMALLINT NOT NULL, 
	version BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	next_at BIGINT, 
	attempts INTEGER NOT NULL, 
	again SMALLINT NOT NULL, 
	claimed_by VARCHAR, 
	last_code TEXT, 
	why TEXT, 
	ended_at BIGINT, 
	receipts TEXT, tried_at BIGINT, tried_on TEXT, 
	CONSTRAINT pk_outbox PRIMARY KEY (seq), 
	CONSTRAINT uq_outbox_push_key UNIQUE (push_key)
);
INSERT INTO "outbox" VALUES(1,'移1::arrival:20260427T090000000000:li.qiang','li.qiang','移1','arrival','{"text":"移1：城关镇移交贵单位\n某店无证经营，今天上午8点检查发现\n发现时间：4月27日（周一）08:00。\n您是市监局联络员。收到不用回复。\n联系人：宋梅 13900000102。","card":{"title":"移1：城关镇移交贵单位","desc":"某店无证经营，今天上午8点检查发现","lines":[["单位","城关镇 → 市监局（移交）"],["状态","已送达，等待办理"],["发现时间","4月27日（周一）08:00"]],"note":"您是市监局联络员。收到不用回复。\n联系人：宋梅 13900000102。","buttons":[["受理","受理 移1",1],["补正","补正 移1",2],["不予受理","不予受理 移1",3]],"number":"移1","version":1}}',1777251600000000,0,1,1,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:F2kp_88-V9GoKFxfQMWVYV0qbkAKvbdDeHHcJgri0N0',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(2,'移1:accept:3:song.mei','song.mei','移1','step','{"text":"移1：市监局已受理（李强，4月27日（周一）09:00）。\n受理不等于立案，立案情况另行告知。","card":{"title":"移1：市监局已受理","desc":"某店无证经营，今天上午8点检查发现","lines":[["单位","城关镇 → 市监局（移交）"],["状态","已受理"],["发现时间","4月27日（周一）08:00"]],"note":"受理不等于立案，立案情况另行告知。","number":"移1","version":3}}',1777251600000000,0,0,3,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:MDmHUVtM5HVBthx2rN0sabxPrd4DXfpCYH-TiUi6vQY',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(3,'协1::arrival:20260427T090000000000:gao.feng','gao.feng','协1','arrival','{"text":"协1：住建局请贵单位协助\n请提供某仓库的备案材料\n您是应急局联络员。收到不用回复。\n联系人：陈静 13900000501。","card":{"title":"协1：住建局请贵单位协助","desc":"请提供某仓库的备案材料","lines":[["单位","住建局 → 应急局（协助）"],["状态","已送达，等待办理"]],"note":"您是应急局联络员。收到不用回复。\n联系人：陈静 13900000501。","buttons":[["答复","答复 协1",1],["补正","补正 协1",2],["不予协助","不予协助 协1",3]],"number":"协1","version":1}}',1777251600000000,0,1,1,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:L9IL6Sqh81AOVdzTb3B0IWJvrf4uqHE7O_tAacxGIe4',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(4,'协1:reply:2:chen.jing','chen.jing','协1','step','{"text":"协1：应急局已答复（高峰，4月27日（周一）09:00）。\n答复意见：同意提供，材料另附\n可以发送“办结 协1”。","card":{"title":"协1：应急局已答复","desc":"请提供某仓库的备案材料","lines":[["单位","住建局 → 应急局（协助）"],["状态","已答复"]],"note":"答复意见：同意提供，材料另附","buttons":[["办结","办结 协1",1]],"number":"协1","version":2}}',1777251600000000,0,0,2,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:fVE7xdPjUnUZ84Xe7gu1Xw3S75F_gEigro9GM-M66q4',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(5,'急1::call-1:20260427T090000000000:lu.zhiqiang','lu.zhiqiang','急1','emergency','{"text":"紧急通报 急1\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n通报：应急局高峰 13900000601\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n您是城关镇当前值班员。发送“确认 急1”即停止呼叫。","card":{"title":"紧急通报 急1","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["编号","急1"],["联系","应急局高峰 13900000601"],["出发","4月27日（周一）11:00前"]],"note":"您是城关镇当前值班员。发送“确认 急1”即停止呼叫。","buttons":[["确认","确认 急1",1]],"number":"急1","version":1},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777251600000000,1,1,1,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:mr6TUTaL8iEHHbM5ZZf9wTi5SmAb52vhPy978DKIwD4',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(6,'急1::call-1:20260427T090000000000:song.mei','song.mei','急1','emergency','{"text":"紧急通报 急1\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n通报：应急局高峰 13900000601\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n您是城关镇值班第二人。发送“确认 急1”即停止呼叫。","card":{"title":"紧急通报 急1","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["编号","急1"],["联系","应急局高峰 13900000601"],["出发","4月27日（周一）11:00前"]],"note":"您是城关镇值班第二人。发送“确认 急1”即停止呼叫。","buttons":[["确认","确认 急1",1]],"number":"急1","version":1},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777251600000000,1,1,1,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:wVtMbywX9ET05gnAq5lwL39qZ8SgH2nSgfgdAzny-Ck;aibot',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(7,'急1:confirm:2:gao.feng','gao.feng','急1','step','{"text":"急1：城关镇已确认（路志强，4月27日（周一）09:00）。\n期限：城关镇组织执法人员赶赴现场，4月27日（周一）11:00前，依据三（九）。","card":{"title":"急1：城关镇已确认","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","4月27日（周一）11:00前"],["依据","《清丰协作规定》三（九）"]],"number":"急1","version":2}}',1777251600000000,1,0,2,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:kRc4kPHQq4sPZ46lQpqPELIBHkCx6xas2Db-fmul1us;aibot',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(8,'急1:stop:2:song.mei','song.mei','急1','stop','{"text":"急1（紧急通报）已由城关镇路志强于09:00确认，您不用再处理，提醒已停止。"}',1777251600000000,1,0,2,'sent',NULL,1,0,NULL,NULL,NULL,1777251600000000,'app:WgyQUPNe4agifkdbnlXwfPeKdx-scygpjMvEMTL_-Ic;aibot',1777251600000000,NULL);
INSERT INTO "outbox" VALUES(9,'急1:emergency-dispatch:chase-dispatch:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','chase','{"text":"急1：已确认，尚无出发记录，通报已过30分钟，还有1小时30分钟。\n您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","card":{"title":"急1：已确认，尚无出发记录，通报已过30分钟，还有1小时30分钟","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","4月27日（周一）11:00前"],["依据","《清丰协作规定》三（九）"]],"note":"您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777253400000000,1,0,3,'sent',NULL,1,0,NULL,NULL,NULL,1777253400000000,'app:-WUmfuvh4zdvZcjaHLYas4Ib9AUOeJOpR0IhnwLqnWo;aibot',1777253400000000,NULL);
INSERT INTO "outbox" VALUES(10,'急1:emergency-dispatch:chase-dispatch+1:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','chase','{"text":"急1：已确认，尚无出发记录，通报已过1小时，还有1小时。\n您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","card":{"title":"急1：已确认，尚无出发记录，通报已过1小时，还有1小时","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","4月27日（周一）11:00前"],["依据","《清丰协作规定》三（九）"]],"note":"您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777255200000000,1,0,4,'sent',NULL,1,0,NULL,NULL,NULL,1777255200000000,'app:cGxJJNj7kSW7VQIzqAYmgg5Xiqi8gN8VFyQrxbj7qBs;aibot',1777255200000000,NULL);
INSERT INTO "outbox" VALUES(11,'急1:emergency-dispatch:chase-dispatch+2:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','chase','{"text":"急1：已确认，尚无出发记录，通报已过1小时30分钟，还有30分钟。\n您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","card":{"title":"急1：已确认，尚无出发记录，通报已过1小时30分钟，还有30分钟","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","4月27日（周一）11:00前"],["依据","《清丰协作规定》三（九）"]],"note":"您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777257000000000,1,0,5,'sent',NULL,1,0,NULL,NULL,NULL,1777257000000000,'app:RLa66CCsk_TRQKCZYvjecFA5ZKG8-SQgZPuEUGhZE78;aibot',1777257000000000,NULL);
INSERT INTO "outbox" VALUES(12,'急1:emergency-dispatch:chase-dispatch+3:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','chase','{"text":"急1：已确认，尚无出发记录，通报已过1小时45分钟，还有15分钟。\n您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","card":{"title":"急1：已确认，尚无出发记录，通报已过1小时45分钟，还有15分钟","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","4月27日（周一）11:00前"],["依据","《清丰协作规定》三（九）"]],"note":"您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。\n请城关镇在4月27日（周一）11:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777257900000000,1,0,6,'sent',NULL,1,0,NULL,NULL,NULL,1777257900000000,'app:HF7UnIqYhpOZNvpzed_4AsmPFycbHjE8SiNxp6NG4Ak;aibot',1777257900000000,NULL);
INSERT INTO "outbox" VALUES(13,'急1:emergency-dispatch:not-dispatched:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','overdue','{"text":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","card":{"title":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","已过期限（4月27日（周一）11:00）"],["依据","《清丰协作规定》三（九）"]],"note":"依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777258800000000,1,0,7,'sent',NULL,1,0,NULL,NULL,NULL,1777258800000000,'app:880YdMdlx7kiNSVKMW1SI14opPXkHsIMiXQdVqJvnzU;aibot',1777258800000000,NULL);
INSERT INTO "outbox" VALUES(14,'急1:emergency-dispatch:not-dispatched:20260427T1100:he.wei','he.wei','急1','overdue','{"text":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇分管领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇分管领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777258800000000,1,0,7,'sent',NULL,1,0,NULL,NULL,NULL,1777258800000000,'app:8DOXyHYPnyfMi0TyGu4ctvcz9x0Zb9BpVtA_Nn7QxA8',1777258800000000,NULL);
INSERT INTO "outbox" VALUES(15,'急1:emergency-dispatch:not-dispatched:20260427T1100:qin.guofu','qin.guofu','急1','overdue','{"text":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇主要领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇主要领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]]]]}',1777258800000000,1,0,7,'sent',NULL,1,0,NULL,NULL,NULL,1777258800000000,'app:AJsF_Tjk7Rvt7A7Lrp51-5qQCWHbPKBsjaE0kR5Y8pw',1777258800000000,NULL);
INSERT INTO "outbox" VALUES(16,'急1:emergency-dispatch:not-dispatched:20260427T1100:zhou.lan','zhou.lan','急1','overdue','{"text":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是司法局监督人员。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是司法局监督人员。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777258800000000,1,0,7,'sent',NULL,1,0,NULL,NULL,NULL,1777258800000000,'app:Puw7iCe9d-23hASzn_on7SzO5NKlOhBw0UWTnQIwapw',1777258800000000,NULL);
INSERT INTO "outbox" VALUES(17,'急1:emergency-dispatch:not-dispatched:20260427T1100:gao.feng','gao.feng','急1','overdue','{"text":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是应急局发起人。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过2小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]],"note":"您是应急局发起人。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]]]]}',1777258800000000,1,0,7,'sent',NULL,1,0,NULL,NULL,NULL,1777258800000000,'app:rb95ekbn7nJpOjiJrMv28LGxiLxtwZCNTJUCockcNUw;aibot',1777258800000000,NULL);
INSERT INTO "outbox" VALUES(18,'急1:emergency-dispatch:not-dispatched+1:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','overdue','{"text":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","card":{"title":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","已过期限（4月27日（周一）11:00）"],["依据","《清丰协作规定》三（九）"]],"note":"依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777262400000000,1,0,8,'sent',NULL,1,0,NULL,NULL,NULL,1777262400000000,'app:mtHhYQkUzjcfFTtgub3lkVwpECCT1IINZcekzoK6JGY;aibot',1777262400000000,NULL);
INSERT INTO "outbox" VALUES(19,'急1:emergency-dispatch:not-dispatched+1:20260427T1100:he.wei','he.wei','急1','overdue','{"text":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇分管领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇分管领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777262400000000,1,0,8,'sent',NULL,1,0,NULL,NULL,NULL,1777262400000000,'app:YL2tmELbLOeMqMLiLHmeumuxtyArzdlksNi3mnLME4k',1777262400000000,NULL);
INSERT INTO "outbox" VALUES(20,'急1:emergency-dispatch:not-dispatched+1:20260427T1100:qin.guofu','qin.guofu','急1','overdue','{"text":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇主要领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇主要领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]]]]}',1777262400000000,1,0,8,'sent',NULL,1,0,NULL,NULL,NULL,1777262400000000,'app:cfbx7YqpEhfYfk9nQ3YGIwNzu-g0sWZe3TqnkrAFxDU',1777262400000000,NULL);
INSERT INTO "outbox" VALUES(21,'急1:emergency-dispatch:not-dispatched+1:20260427T1100:zhou.lan','zhou.lan','急1','overdue','{"text":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是司法局监督人员。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是司法局监督人员。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777262400000000,1,0,8,'sent',NULL,1,0,NULL,NULL,NULL,1777262400000000,'app:1ozBZHccVlzIGYYBIJpR8ZeU3t6FktDJ7626r8auGbg',1777262400000000,NULL);
INSERT INTO "outbox" VALUES(22,'急1:emergency-dispatch:not-dispatched+1:20260427T1100:gao.feng','gao.feng','急1','overdue','{"text":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是应急局发起人。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过3小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]],"note":"您是应急局发起人。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]]]]}',1777262400000000,1,0,8,'sent',NULL,1,0,NULL,NULL,NULL,1777262400000000,'app:KFGCUJe7U3d6MxZUlCJjrLtuxcPHQdzeZsFfno3BkC8;aibot',1777262400000000,NULL);
INSERT INTO "outbox" VALUES(23,'急1:emergency-dispatch:not-dispatched+2:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','overdue','{"text":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","card":{"title":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","已过期限（4月27日（周一）11:00）"],["依据","《清丰协作规定》三（九）"]],"note":"依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777269600000000,1,0,10,'sent',NULL,1,0,NULL,NULL,NULL,1777269600000000,'app:3tDXr7igHaTV-CyoGoRVR1PIFrZiw5qTH-q3gepuuOo;aibot',1777269600000000,NULL);
INSERT INTO "outbox" VALUES(24,'急1:emergency-dispatch:not-dispatched+2:20260427T1100:he.wei','he.wei','急1','overdue','{"text":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇分管领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇分管领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777269600000000,1,0,10,'sent',NULL,1,0,NULL,NULL,NULL,1777269600000000,'app:MsLUpcjIsZ3k_aQsnedoJY0f_xsoFJXAyTKiEWxALzY',1777269600000000,NULL);
INSERT INTO "outbox" VALUES(25,'急1:emergency-dispatch:not-dispatched+2:20260427T1100:qin.guofu','qin.guofu','急1','overdue','{"text":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇主要领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇主要领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]]]]}',1777269600000000,1,0,10,'sent',NULL,1,0,NULL,NULL,NULL,1777269600000000,'app:HPWTodIRo76XdEw5lv1DoPWXMCyzQCt5omxaS5OYbI4',1777269600000000,NULL);
INSERT INTO "outbox" VALUES(26,'急1:emergency-dispatch:not-dispatched+2:20260427T1100:zhou.lan','zhou.lan','急1','overdue','{"text":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是司法局监督人员。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是司法局监督人员。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777269600000000,1,0,10,'sent',NULL,1,0,NULL,NULL,NULL,1777269600000000,'app:w0nCQNufDmVywSkIIH_x7ZHaXDCZpu2iIxWcWwp7bAM',1777269600000000,NULL);
INSERT INTO "outbox" VALUES(27,'急1:emergency-dispatch:not-dispatched+2:20260427T1100:gao.feng','gao.feng','急1','overdue','{"text":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是应急局发起人。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过5小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]],"note":"您是应急局发起人。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]]]]}',1777269600000000,1,0,10,'sent',NULL,1,0,NULL,NULL,NULL,1777269600000000,'app:bczsaU6cOEFUSH68wy9ywObHUgHMeZbiJC0k-DHHr4s;aibot',1777269600000000,NULL);
INSERT INTO "outbox" VALUES(28,'急1:emergency-dispatch:not-dispatched+3:20260427T1100:lu.zhiqiang','lu.zhiqiang','急1','overdue','{"text":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","card":{"title":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["单位","应急局 → 城关镇（紧急通报）"],["状态","已确认，等待出发"],["应办","城关镇组织执法人员赶赴现场"],["期限","已过期限（4月27日（周一）11:00）"],["依据","《清丰协作规定》三（九）"]],"note":"依据《清丰协作规定》三（九）。您是城关镇经办人。发送“出发 急1 姓名”后不再提醒。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]]]}',1777284000000000,1,0,11,'sent',NULL,1,0,NULL,NULL,NULL,1777284000000000,'app:ES8jKtJQT-Uchs7kCAgCzdKvkkWnksZGLXXrNxMqn2g;aibot',1777284000000000,NULL);
INSERT INTO "outbox" VALUES(29,'急1:emergency-dispatch:not-dispatched+3:20260427T1100:he.wei','he.wei','急1','overdue','{"text":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇分管领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇分管领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777284000000000,1,0,11,'sent',NULL,1,0,NULL,NULL,NULL,1777284000000000,'app:DIyKK5-IOaRhNnE7VQ-4gDQQ1vvAMSVaXk-GykRgVwg',1777284000000000,NULL);
INSERT INTO "outbox" VALUES(30,'急1:emergency-dispatch:not-dispatched+3:20260427T1100:qin.guofu','qin.guofu','急1','overdue','{"text":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是城关镇主要领导。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]],"note":"您是城关镇主要领导。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","buttons":[["出发","出发 急1",1],["到场","到场 急1",2]],"number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["通报人","应急局高峰 13900000601"]]]]}',1777284000000000,1,0,11,'sent',NULL,1,0,NULL,NULL,NULL,1777284000000000,'app:L_GTAmG9sHrQoFIMZZJgxnX1u0s_1c2skyI2DMQ8bl8',1777284000000000,NULL);
INSERT INTO "outbox" VALUES(31,'急1:emergency-dispatch:not-dispatched+3:20260427T1100:zhou.lan','zhou.lan','急1','overdue','{"text":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是司法局监督人员。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]],"note":"您是司法局监督人员。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"],["通报人","应急局高峰 13900000601"]]]]}',1777284000000000,1,0,11,'sent',NULL,1,0,NULL,NULL,NULL,1777284000000000,'app:l4Iledbko_FoCr67_tS7VGT0e7YQ6IehW2bHuLgPir0',1777284000000000,NULL);
INSERT INTO "outbox" VALUES(32,'急1:emergency-dispatch:not-dispatched+3:20260427T1100:gao.feng','gao.feng','急1','overdue','{"text":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）。\n城关镇 东关桥化工仓库泄漏，已疏散四十人\n请打电话了解：\n当前值班员路志强 13900000103\n值班第二人宋梅 13900000102\n带班领导何伟 13900000104\n主要领导秦国富 13900000105\n通报：应急局高峰 13900000601\n依据《清丰协作规定》三（九）。您是应急局发起人。城关镇登记出发后不再提醒。","card":{"title":"急1：通报已过9小时，城关镇尚无出发记录，已过期限（4月27日（周一）11:00）","desc":"城关镇 东关桥化工仓库泄漏，已疏散四十人","lines":[["出发","4月27日（周一）11:00已过"],["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]],"note":"您是应急局发起人。城关镇登记出发后不再提醒。请打电话了解情况。依据《清丰协作规定》三（九）。","number":"急1","version":2},"whole":[["急1 通报全文",[["","城关镇 东关桥化工仓库泄漏，已疏散四十人"]]],["急1 请直接打电话",[["当前值班员","路志强 13900000103"],["值班第二人","宋梅 13900000102"],["带班领导","何伟 13900000104"],["主要领导","秦国富 13900000105"]]]]}',1777284000000000,1,0,11,'sent',NULL,1,0,NULL,NULL,NULL,1777284000000000,'app:BuoB3vLuUtbObMQkfFiJARpBOAKAhy0o1rUfJ8tpUb4;aibot',1777284000000000,NULL);
INSERT INTO "outbox" VALUES(33,'移2::arrival:20260427T200000000000:song.mei','song.mei','移2','arrival','{"text":"移2：市监局移交贵单位\n某摊点占道经营，今天下午4点检查发现\n发现时间：4月27日（周一）16:00。\n不符合移交条件的，请通知补充材料，期限4月29日（周三）24:00，请尽量在当日17:30前（《清丰协作规定》三（三））。\n您是城关镇联络员。收到不用回复。\n联系人：李强 13900000401。\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。","card":{"title":"移2：市监局移交贵单位","desc":"某摊点占道经营，今天下午4点检查发现","lines":[["单位","市监局 → 城关镇（移交）"],["状态","已送达，等待办理"],["发现时间","4月27日（周一）16:00"],["附条件","不符合移交条件的，城关镇通知补充材料"],["该项期限","4月29日（周三）24:00前"],["依据","《清丰协作规定》三（三）"]],"note":"您是城关镇联络员。收到不用回复。\n请尽量在当日17:30前。\n联系人：李强 13900000401。\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。","buttons":[["受理","受理 移2",1],["补正","补正 移2",2],["不予受理","不予受理 移2",3]],"number":"移2","version":1}}',1777336200000000,0,1,1,'waiting',1777336200000000,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(34,'移2::arrival:20260427T200000000000:tian.jianguo','tian.jianguo','移2','arrival','{"text":"移2：市监局移交贵单位\n某摊点占道经营，今天下午4点检查发现\n发现时间：4月27日（周一）16:00。\n不符合移交条件的，请通知补充材料，期限4月29日（周三）24:00，请尽量在当日17:30前（《清丰协作规定》三（三））。\n您是城关镇联络员。收到不用回复。\n联系人：李强 13900000401。\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。","card":{"title":"移2：市监局移交贵单位","desc":"某摊点占道经营，今天下午4点检查发现","lines":[["单位","市监局 → 城关镇（移交）"],["状态","已送达，等待办理"],["发现时间","4月27日（周一）16:00"],["附条件","不符合移交条件的，城关镇通知补充材料"],["该项期限","4月29日（周三）24:00前"],["依据","《清丰协作规定》三（三）"]],"note":"您是城关镇联络员。收到不用回复。\n请尽量在当日17:30前。\n联系人：李强 13900000401。\n应附材料：初步调查材料（当事人信息、现场检查笔录、抽样记录、责令改正、登记保存、查封扣押）（二（三））；登记保存、查封扣押的物品、证据（二（三））。","buttons":[["受理","受理 移2",1],["补正","补正 移2",2],["不予受理","不予受理 移2",3]],"number":"移2","version":1}}',1777336200000000,0,1,1,'waiting',1777336200000000,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(35,':private:app:10760658680000072','gao.feng',NULL,'private','{"text":"紧急通报草稿，确认后才发出。\n城关镇 老车站烟花摊点起火\n交给：清丰县城关镇人民政府\n落款：清丰县应急管理局\n可以发送“确认发出”、“取消”。","card":{"title":"紧急通报草稿，确认后才发出","lines":[["交给","清丰县城关镇人民政府"],["落款","清丰县应急管理局"]],"note":"城关镇 老车站烟花摊点起火","buttons":[["确认发出","确认发出",1],["取消","取消",3]],"version":1958358350,"rest":"没有列全的，发出后用“查”看。"},"whole":[["紧急通报草稿全文",[["","城关镇 老车站烟花摊点起火"]]]]}',1777291200000000,1,0,0,'waiting',1777291201216180,1,0,NULL,'-1',NULL,NULL,NULL,1777291200000000,NULL);
INSERT INTO "outbox" VALUES(36,'急2::call-1:20260427T200000000000:lu.zhiqiang','lu.zhiqiang','急2','emergency','{"text":"紧急通报 急2\n城关镇 老车站烟花摊点起火\n通报：应急局高峰 13900000601\n请城关镇在4月27日（周一）22:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n您是城关镇当前值班员。发送“确认 急2”即停止呼叫。","card":{"title":"紧急通报 急2","desc":"城关镇 老车站烟花摊点起火","lines":[["编号","急2"],["联系","应急局高峰 13900000601"],["出发","4月27日（周一）22:00前"]],"note":"您是城关镇当前值班员。发送“确认 急2”即停止呼叫。","buttons":[["确认","确认 急2",1]],"number":"急2","version":1},"whole":[["急2 通报全文",[["","城关镇 老车站烟花摊点起火"]]]]}',1777291200000000,1,1,1,'waiting',1777291201101818,1,0,NULL,'-1',NULL,NULL,NULL,1777291200000000,NULL);
INSERT INTO "outbox" VALUES(37,'急2::call-1:20260427T200000000000:song.mei','song.mei','急2','emergency','{"text":"紧急通报 急2\n城关镇 老车站烟花摊点起火\n通报：应急局高峰 13900000601\n请城关镇在4月27日（周一）22:00前组织执法人员赶赴现场（《清丰协作规定》三（九））。\n您是城关镇值班第二人。发送“确认 急2”即停止呼叫。","card":{"title":"紧急通报 急2","desc":"城关镇 老车站烟花摊点起火","lines":[["编号","急2"],["联系","应急局高峰 13900000601"],["出发","4月27日（周一）22:00前"]],"note":"您是城关镇值班第二人。发送“确认 急2”即停止呼叫。","buttons":[["确认","确认 急2",1]],"number":"急2","version":1},"whole":[["急2 通报全文",[["","城关镇 老车站烟花摊点起火"]]]]}',1777291200000000,1,1,1,'waiting',1777291201321426,1,0,NULL,'-1',NULL,NULL,NULL,1777291200000000,NULL);
CREATE TABLE refusals (
	officer VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	why TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_refusals PRIMARY KEY (officer, channel)
)
 WITHOUT ROWID

;
CREATE TABLE shifts (
	position INTEGER NOT NULL, 
	unit VARCHAR NOT NULL, 
	officer VARCHAR NOT NULL, 
	starts_at BIGINT NOT NULL, 
	ends_at BIGINT NOT NULL, 
	rank INTEGER NOT NULL, 
	CONSTRAINT pk_shifts PRIMARY KEY (position), 
	CONSTRAINT fk_shifts_unit FOREIGN KEY(unit) REFERENCES units (id), 
	CONSTRAINT fk_shifts_officer FOREIGN KEY(officer) REFERENCES officers (id)
);
INSERT INTO "shifts" VALUES(0,'chengguan','lu.zhiqiang',1775003400000000,1775089800000000,1);
INSERT INTO "shifts" VALUES(1,'chengguan','song.mei',1775003400000000,1775089800000000,2);
INSERT INTO "shifts" VALUES(2,'chengguan','he.wei',1775003400000000,1775089800000000,3);
INSERT INTO "shifts" VALUES(3,'chengguan','song.mei',1775089800000000,1775176200000000,1);
INSERT INTO "shifts" VALUES(4,'chengguan','tian.jianguo',1775089800000000,1775176200000000,2);
INSERT INTO "shifts" VALUES(5,'chengguan','he.wei',1775089800000000,1775176200000000,3);
INSERT INTO "shifts" VALUES(6,'chengguan','lu.zhiqiang',1775176200000000,1775262600000000,1);
INSERT INTO "shifts" VALUES(7,'chengguan','song.mei',1775176200000000,1775262600000000,2);
INSERT INTO "shifts" VALUES(8,'chengguan','he.wei',1775176200000000,1775262600000000,3);
INSERT INTO "shifts" VALUES(9,'chengguan','song.mei',1775262600000000,1775349000000000,1);
INSERT INTO "shifts" VALUES(10,'chengguan','tian.jianguo',1775262600000000,1775349000000000,2);
INSERT INTO "shifts" VALUES(11,'chengguan','he.wei',1775262600000000,1775349000000000,3);
INSERT INTO "shifts" VALUES(12,'chengguan','lu.zhiqiang',1775349000000000,1775435400000000,1);
INSERT INTO "shifts" VALUES(13,'chengguan','song.mei',1775349000000000,1775435400000000,2);
INSERT INTO "shifts" VALUES(14,'chengguan','he.wei',1775349000000000,1775435400000000,3);
INSERT INTO "shifts" VALUES(15,'chengguan','song.mei',1775435400000000,1775521800000000,1);
INSERT INTO "shifts" VALUES(16,'chengguan','tian.jianguo',1775435400000000,1775521800000000,2);
INSERT INTO "shifts" VALUES(17,'chengguan','he.wei',1775435400000000,1775521800000000,3);
INSERT INTO "shifts" VALUES(18,'chengguan','lu.zhiqiang',1775521800000000,1775608200000000,1);
INSERT INTO "shifts" VALUES(19,'chengguan','song.mei',1775521800000000,1775608200000000,2);
INSERT INTO "shifts" VALUES(20,'chengguan','he.wei',1775521800000000,1775608200000000,3);
INSERT INTO "shifts" VALUES(21,'chengguan','song.mei',1775608200000000,1775694600000000,1);
INSERT INTO "shifts" VALUES(22,'chengguan','tian.jianguo',1775608200000000,1775694600000000,2);
INSERT INTO "shifts" VALUES(23,'chengguan','he.wei',1775608200000000,1775694600000000,3);
INSERT INTO "shifts" VALUES(24,'chengguan','lu.zhiqiang',1775694600000000,1775781000000000,1);
INSERT INTO "shifts" VALUES(25,'chengguan','song.mei',1775694600000000,1775781000000000,2);
INSERT INTO "shifts" VALUES(26,'chengguan','he.wei',1775694600000000,1775781000000000,3);
INSERT INTO "shifts" VALUES(27,'chengguan','song.mei',1775781000000000,1775867400000000,1);
INSERT INTO "shifts" VALUES(28,'chengguan','tian.jianguo',1775781000000000,1775867400000000,2);
INSERT INTO "shifts" VALUES(29,'chengguan','he.wei',1775781000000000,1775867400000000,3);
INSERT INTO "shifts" VALUES(30,'chengguan','lu.zhiqiang',1775867400000000,1775953800000000,1);
INSERT INTO "shifts" VALUES(31,'chengguan','song.mei',1775867400000000,1775953800000000,2);
INSERT INTO "shifts" VALUES(32,'chengguan','he.wei',1775867400000000,1775953800000000,3);
INSERT INTO "shifts" VALUES(33,'chengguan','song.mei',1775953800000000,1776040200000000,1);
INSERT INTO "shifts" VALUES(34,'chengguan','tian.jianguo',1775953800000000,1776040200000000,2);
INSERT INTO "shifts" VALUES(35,'chengguan','he.wei',1775953800000000,1776040200000000,3);
INSERT INTO "shifts" VALUES(36,'chengguan','lu.zhiqiang',1776040200000000,1776126600000000,1);
INSERT INTO "shifts" VALUES(37,'chengguan','song.mei',1776040200000000,1776126600000000,2);
INSERT INTO "shifts" VALUES(38,'chengguan','he.wei',1776040200000000,1776126600000000,3);
INSERT INTO "shifts" VALUES(39,'chengguan','song.mei',1776126600000000,1776213000000000,1);
INSERT INTO "shifts" VALUES(40,'chengguan','tian.jianguo',1776126600000000,1776213000000000,2);
INSERT INTO "shifts" VALUES(41,'chengguan','he.wei',1776126600000000,1776213000000000,3);
INSERT INTO "shifts" VALUES(42,'chengguan','lu.zhiqiang',1776213000000000,1776299400000000,1);
INSERT INTO "shifts" VALUES(43,'chengguan','song.mei',1776213000000000,1776299400000000,2);
INSERT INTO "shifts" VALUES(44,'chengguan','he.wei',1776213000000000,1776299400000000,3);
INSERT INTO "shifts" VALUES(45,'chengguan','song.mei',1776299400000000,1776385800000000,1);
INSERT INTO "shifts" VALUES(46,'chengguan','tian.jianguo',1776299400000000,1776385800000000,2);
INSERT INTO "shifts" VALUES(47,'chengguan','he.wei',1776299400000000,1776385800000000,3);
INSERT INTO "shifts" VALUES(48,'chengguan','lu.zhiqiang',1776385800000000,1776472200000000,1);
INSERT INTO "shifts" VALUES(49,'chengguan','song.mei',1776385800000000,1776472200000000,2);
INSERT INTO "shifts" VALUES(50,'chengguan','he.wei',1776385800000000,1776472200000000,3);
INSERT INTO "shifts" VALUES(51,'chengguan','song.mei',1776472200000000,1776558600000000,1);
INSERT INTO "shifts" VALUES(52,'chengguan','tian.jianguo',1776472200000000,1776558600000000,2);
INSERT INTO "shifts" VALUES(53,'chengguan','he.wei',1776472200000000,1776558600000000,3);
INSERT INTO "shifts" VALUES(54,'chengguan','lu.zhiqiang',1776558600000000,1776645000000000,1);
INSERT INTO "shifts" VALUES(55,'chengguan','song.mei',1776558600000000,1776645000000000,2);
INSERT INTO "shifts" VALUES(56,'chengguan','he.wei',1776558600000000,1776645000000000,3);
INSERT INTO "shifts" VALUES(57,'chengguan','song.mei',1776645000000000,1776731400000000,1);
INSERT INTO "shifts" VALUES(58,'chengguan','tian.jianguo',1776645000000000,1776731400000000,2);
INSERT INTO "shifts" VALUES(59,'chengguan','he.wei',1776645000000000,1776731400000000,3);
INSERT INTO "shifts" VALUES(60,'chengguan','lu.zhiqiang',1776731400000000,1776817800000000,1);
INSERT INTO "shifts" VALUES(61,'chengguan','song.mei',1776731400000000,1776817800000000,2);
INSERT INTO "shifts" VALUES(62,'chengguan','he.wei',1776731400000000,1776817800000000,3);
INSERT INTO "shifts" VALUES(63,'chengguan','song.mei',1776817800000000,1776904200000000,1);
INSERT INTO "shifts" VALUES(64,'chengguan','tian.jianguo',1776817800000000,1776904200000000,2);
INSERT INTO "shifts" VALUES(65,'chengguan','he.wei',1776817800000000,1776904200000000,3);
INSERT INTO "shifts" VALUES(66,'chengguan','lu.zhiqiang',1776904200000000,1776990600000000,1);
INSERT INTO "shifts" VALUES(67,'chengguan','song.mei',1776904200000000,1776990600000000,2);
INSERT INTO "shifts" VALUES(68,'chengguan','he.wei',1776904200000000,1776990600000000,3);
INSERT INTO "shifts" VALUES(69,'chengguan','song.mei',1776990600000000,1777077000000000,1);
INSERT INTO "shifts" VALUES(70,'chengguan','tian.jianguo',1776990600000000,1777077000000000,2);
INSERT INTO "shifts" VALUES(71,'chengguan','he.wei',1776990600000000,1777077000000000,3);
INSERT INTO "shifts" VALUES(72,'chengguan','lu.zhiqiang',1777077000000000,1777163400000000,1);
INSERT INTO "shifts" VALUES(73,'chengguan','song.mei',1777077000000000,1777163400000000,2);
INSERT INTO "shifts" VALUES(74,'chengguan','he.wei',1777077000000000,1777163400000000,3);
INSERT INTO "shifts" VALUES(75,'chengguan','song.mei',1777163400000000,1777249800000000,1);
INSERT INTO "shifts" VALUES(76,'chengguan','tian.jianguo',1777163400000000,1777249800000000,2);
INSERT INTO "shifts" VALUES(77,'chengguan','he.wei',1777163400000000,1777249800000000,3);
INSERT INTO "shifts" VALUES(78,'chengguan','lu.zhiqiang',1777249800000000,1777336200000000,1);
INSERT INTO "shifts" VALUES(79,'chengguan','song.mei',1777249800000000,1777336200000000,2);
INSERT INTO "shifts" VALUES(80,'chengguan','he.wei',1777249800000000,1777336200000000,3);
INSERT INTO "shifts" VALUES(81,'chengguan','song.mei',1777336200000000,1777422600000000,1);
INSERT INTO "shifts" VALUES(82,'chengguan','tian.jianguo',1777336200000000,1777422600000000,2);
INSERT INTO "shifts" VALUES(83,'chengguan','he.wei',1777336200000000,1777422600000000,3);
INSERT INTO "shifts" VALUES(84,'chengguan','lu.zhiqiang',1777422600000000,1777509000000000,1);
INSERT INTO "shifts" VALUES(85,'chengguan','song.mei',1777422600000000,1777509000000000,2);
INSERT INTO "shifts" VALUES(86,'chengguan','he.wei',1777422600000000,1777509000000000,3);
INSERT INTO "shifts" VALUES(87,'chengguan','song.mei',1777509000000000,1777595400000000,1);
INSERT INTO "shifts" VALUES(88,'chengguan','tian.jianguo',1777509000000000,1777595400000000,2);
INSERT INTO "shifts" VALUES(89,'chengguan','he.wei',1777509000000000,1777595400000000,3);
INSERT INTO "shifts" VALUES(90,'chengguan','lu.zhiqiang',1777595400000000,1777681800000000,1);
INSERT INTO "shifts" VALUES(91,'chengguan','song.mei',1777595400000000,1777681800000000,2);
INSERT INTO "shifts" VALUES(92,'chengguan','he.wei',1777595400000000,1777681800000000,3);
INSERT INTO "shifts" VALUES(93,'chengguan','song.mei',1777681800000000,1777768200000000,1);
INSERT INTO "shifts" VALUES(94,'chengguan','tian.jianguo',1777681800000000,1777768200000000,2);
INSERT INTO "shifts" VALUES(95,'chengguan','he.wei',1777681800000000,1777768200000000,3);
INSERT INTO "shifts" VALUES(96,'chengguan','lu.zhiqiang',1777768200000000,1777854600000000,1);
INSERT INTO "shifts" VALUES(97,'chengguan','song.mei',1777768200000000,1777854600000000,2);
INSERT INTO "shifts" VALUES(98,'chengguan','he.wei',1777768200000000,1777854600000000,3);
INSERT INTO "shifts" VALUES(99,'chengguan','song.mei',1777854600000000,1777941000000000,1);
INSERT INTO "shifts" VALUES(100,'chengguan','tian.jianguo',1777854600000000,1777941000000000,2);
INSERT INTO "shifts" VALUES(101,'chengguan','he.wei',1777854600000000,1777941000000000,3);
INSERT INTO "shifts" VALUES(102,'chengguan','lu.zhiqiang',1777941000000000,1778027400000000,1);
INSERT INTO "shifts" VALUES(103,'chengguan','song.mei',1777941000000000,1778027400000000,2);
INSERT INTO "shifts" VALUES(104,'chengguan','he.wei',1777941000000000,1778027400000000,3);
INSERT INTO "shifts" VALUES(105,'chengguan','song.mei',1778027400000000,1778113800000000,1);
INSERT INTO "shifts" VALUES(106,'chengguan','tian.jianguo',1778027400000000,1778113800000000,2);
INSERT INTO "shifts" VALUES(107,'chengguan','he.wei',1778027400000000,1778113800000000,3);
INSERT INTO "shifts" VALUES(108,'chengguan','lu.zhiqiang',1778113800000000,1778200200000000,1);
INSERT INTO "shifts" VALUES(109,'chengguan','song.mei',1778113800000000,1778200200000000,2);
INSERT INTO "shifts" VALUES(110,'chengguan','he.wei',1778113800000000,1778200200000000,3);
INSERT INTO "shifts" VALUES(825,'mazhuangqiao','guo.tao',1775003400000000,1775089800000000,1);
INSERT INTO "shifts" VALUES(826,'mazhuangqiao','zhao.yan',1775003400000000,1775089800000000,2);
INSERT INTO "shifts" VALUES(827,'mazhuangqiao','wei.dong',1775003400000000,1775089800000000,3);
INSERT INTO "shifts" VALUES(828,'mazhuangqiao','guo.tao',1775089800000000,1775176200000000,1);
INSERT INTO "shifts" VALUES(829,'mazhuangqiao','zhao.yan',1775089800000000,1775176200000000,2);
INSERT INTO "shifts" VALUES(830,'mazhuangqiao','wei.dong',1775089800000000,1775176200000000,3);
INSERT INTO "shifts" VALUES(831,'mazhuangqiao','guo.tao',1775176200000000,1775262600000000,1);
INSERT INTO "shifts" VALUES(832,'mazhuangqiao','zhao.yan',1775176200000000,1775262600000000,2);
INSERT INTO "shifts" VALUES(833,'mazhuangqiao','wei.dong',1775176200000000,1775262600000000,3);
INSERT INTO "shifts" VALUES(834,'mazhuangqiao','guo.tao',1775262600000000,1775349000000000,1);
INSERT INTO "shifts" VALUES(835,'mazhuangqiao','zhao.yan',1775262600000000,1775349000000000,2);
INSERT INTO "shifts" VALUES(836,'mazhuangqiao','wei.dong',1775262600000000,1775349000000000,3);
INSERT INTO "shifts" VALUES(837,'mazhuangqiao','guo.tao',1775349000000000,1775435400000000,1);
INSERT INTO "shifts" VALUES(838,'mazhuangqiao','zhao.yan',1775349000000000,1775435400000000,2);
INSERT INTO "shifts" VALUES(839,'mazhuangqiao','wei.dong',1775349000000000,1775435400000000,3);
INSERT INTO "shifts" VALUES(840,'mazhuangqiao','guo.tao',1775435400000000,1775521800000000,1);
INSERT INTO "shifts" VALUES(841,'mazhuangqiao','zhao.yan',1775435400000000,1775521800000000,2);
INSERT INTO "shifts" VALUES(842,'mazhuangqiao','wei.dong',1775435400000000,1775521800000000,3);
INSERT INTO "shifts" VALUES(843,'mazhuangqiao','guo.tao',1775521800000000,1775608200000000,1);
INSERT INTO "shifts" VALUES(844,'mazhuangqiao','zhao.yan',1775521800000000,1775608200000000,2);
INSERT INTO "shifts" VALUES(845,'mazhuangqiao','wei.dong',1775521800000000,1775608200000000,3);
INSERT INTO "shifts" VALUES(846,'mazhuangqiao','guo.tao',1775608200000000,1775694600000000,1);
INSERT INTO "shifts" VALUES(847,'mazhuangqiao','zhao.yan',1775608200000000,1775694600000000,2);
INSERT INTO "shifts" VALUES(848,'mazhuangqiao','wei.dong',1775608200000000,1775694600000000,3);
INSERT INTO "shifts" VALUES(849,'mazhuangqiao','guo.tao',1775694600000000,1775781000000000,1);
INSERT INTO "shifts" VALUES(850,'mazhuangqiao','zhao.yan',1775694600000000,1775781000000000,2);
INSERT INTO "shifts" VALUES(851,'mazhuangqiao','wei.dong',1775694600000000,1775781000000000,3);
INSERT INTO "shifts" VALUES(852,'mazhuangqiao','guo.tao',1775781000000000,1775867400000000,1);
INSERT INTO "shifts" VALUES(853,'mazhuangqiao','zhao.yan',1775781000000000,1775867400000000,2);
INSERT INTO "shifts" VALUES(854,'mazhuangqiao','wei.dong',1775781000000000,1775867400000000,3);
INSERT INTO "shifts" VALUES(855,'mazhuangqiao','guo.tao',1775867400000000,1775953800000000,1);
INSERT INTO "shifts" VALUES(856,'mazhuangqiao','zhao.yan',1775867400000000,1775953800000000,2);
INSERT INTO "shifts" VALUES(857,'mazhuangqiao','wei.dong',1775867400000000,1775953800000000,3);
INSERT INTO "shifts" VALUES(858,'mazhuangqiao','guo.tao',1775953800000000,1776040200000000,1);
INSERT INTO "shifts" VALUES(859,'mazhuangqiao','zhao.yan',1775953800000000,1776040200000000,2);
INSERT INTO "shifts" VALUES(860,'mazhuangqiao','wei.dong',1775953800000000,1776040200000000,3);
INSERT INTO "shifts" VALUES(861,'mazhuangqiao','guo.tao',1776040200000000,1776126600000000,1);
INSERT INTO "shifts" VALUES(862,'mazhuangqiao','zhao.yan',1776040200000000,1776126600000000,2);
INSERT INTO "shifts" VALUES(863,'mazhuangqiao','wei.dong',1776040200000000,1776126600000000,3);
INSERT INTO "shifts" VALUES(864,'mazhuangqiao','guo.tao',1776126600000000,1776213000000000,1);
INSERT INTO "shifts" VALUES(865,'mazhuangqiao','zhao.yan',1776126600000000,1776213000000000,2);
INSERT INTO "shifts" VALUES(866,'mazhuangqiao','wei.dong',1776126600000000,1776213000000000,3);
INSERT INTO "shifts" VALUES(867,'mazhuangqiao','guo.tao',1776213000000000,1776299400000000,1);
INSERT INTO "shifts" VALUES(868,'mazhuangqiao','zhao.yan',1776213000000000,1776299400000000,2);
INSERT INTO "shifts" VALUES(869,'mazhuangqiao','wei.dong',1776213000000000,1776299400000000,3);
INSERT INTO "shifts" VALUES(870,'mazhuangqiao','guo.tao',1776299400000000,1776385800000000,1);
INSERT INTO "shifts" VALUES(871,'mazhuangqiao','zhao.yan',1776299400000000,1776385800000000,2);
INSERT INTO "shifts" VALUES(872,'mazhuangqiao','wei.dong',1776299400000000,1776385800000000,3);
INSERT INTO "shifts" VALUES(873,'mazhuangqiao','guo.tao',1776385800000000,1776472200000000,1);
INSERT INTO "shifts" VALUES(874,'mazhuangqiao','zhao.yan',1776385800000000,1776472200000000,2);
INSERT INTO "shifts" VALUES(875,'mazhuangqiao','wei.dong',1776385800000000,1776472200000000,3);
INSERT INTO "shifts" VALUES(876,'mazhuangqiao','guo.tao',1776472200000000,1776558600000000,1);
INSERT INTO "shifts" VALUES(877,'mazhuangqiao','zhao.yan',1776472200000000,1776558600000000,2);
INSERT INTO "shifts" VALUES(878,'mazhuangqiao','wei.dong',1776472200000000,1776558600000000,3);
INSERT INTO "shifts" VALUES(879,'mazhuangqiao','guo.tao',1776558600000000,1776645000000000,1);
INSERT INTO "shifts" VALUES(880,'mazhuangqiao','zhao.yan',1776558600000000,1776645000000000,2);
INSERT INTO "shifts" VALUES(881,'mazhuangqiao','wei.dong',1776558600000000,1776645000000000,3);
INSERT INTO "shifts" VALUES(882,'mazhuangqiao','guo.tao',1776645000000000,1776731400000000,1);
INSERT INTO "shifts" VALUES(883,'mazhuangqiao','zhao.yan',1776645000000000,1776731400000000,2);
INSERT INTO "shifts" VALUES(884,'mazhuangqiao','wei.dong',1776645000000000,1776731400000000,3);
INSERT INTO "shifts" VALUES(885,'mazhuangqiao','guo.tao',1776731400000000,1776817800000000,1);
INSERT INTO "shifts" VALUES(886,'mazhuangqiao','zhao.yan',1776731400000000,1776817800000000,2);
INSERT INTO "shifts" VALUES(887,'mazhuangqiao','wei.dong',1776731400000000,1776817800000000,3);
INSERT INTO "shifts" VALUES(888,'mazhuangqiao','guo.tao',1776817800000000,1776904200000000,1);
INSERT INTO "shifts" VALUES(889,'mazhuangqiao','zhao.yan',1776817800000000,1776904200000000,2);
INSERT INTO "shifts" VALUES(890,'mazhuangqiao','wei.dong',1776817800000000,1776904200000000,3);
INSERT INTO "shifts" VALUES(891,'mazhuangqiao','guo.tao',1776904200000000,1776990600000000,1);
INSERT INTO "shifts" VALUES(892,'mazhuangqiao','zhao.yan',1776904200000000,1776990600000000,2);
INSERT INTO "shifts" VALUES(893,'mazhuangqiao','wei.dong',1776904200000000,1776990600000000,3);
INSERT INTO "shifts" VALUES(894,'mazhuangqiao','guo.tao',1776990600000000,1777077000000000,1);
INSERT INTO "shifts" VALUES(895,'mazhuangqiao','zhao.yan',1776990600000000,1777077000000000,2);
INSERT INTO "shifts" VALUES(896,'mazhuangqiao','wei.dong',1776990600000000,1777077000000000,3);
INSERT INTO "shifts" VALUES(897,'mazhuangqiao','guo.tao',1777077000000000,1777163400000000,1);
INSERT INTO "shifts" VALUES(898,'mazhuangqiao','zhao.yan',1777077000000000,1777163400000000,2);
INSERT INTO "shifts" VALUES(899,'mazhuangqiao','wei.dong',1777077000000000,1777163400000000,3);
INSERT INTO "shifts" VALUES(900,'mazhuangqiao','guo.tao',1777163400000000,1777249800000000,1);
INSERT INTO "shifts" VALUES(901,'mazhuangqiao','zhao.yan',1777163400000000,1777249800000000,2);
INSERT INTO "shifts" VALUES(902,'mazhuangqiao','wei.dong',1777163400000000,1777249800000000,3);
INSERT INTO "shifts" VALUES(903,'mazhuangqiao','guo.tao',1777249800000000,1777336200000000,1);
INSERT INTO "shifts" VALUES(904,'mazhuangqiao','zhao.yan',1777249800000000,1777336200000000,2);
INSERT INTO "shifts" VALUES(905,'mazhuangqiao','wei.dong',1777249800000000,1777336200000000,3);
INSERT INTO "shifts" VALUES(906,'mazhuangqiao','guo.tao',1777336200000000,1777422600000000,1);
INSERT INTO "shifts" VALUES(907,'mazhuangqiao','zhao.yan',1777336200000000,1777422600000000,2);
INSERT INTO "shifts" VALUES(908,'mazhuangqiao','wei.dong',1777336200000000,1777422600000000,3);
INSERT INTO "shifts" VALUES(909,'mazhuangqiao','guo.tao',1777422600000000,1777509000000000,1);
INSERT INTO "shifts" VALUES(910,'mazhuangqiao','zhao.yan',1777422600000000,1777509000000000,2);
INSERT INTO "shifts" VALUES(911,'mazhuangqiao','wei.dong',1777422600000000,1777509000000000,3);
INSERT INTO "shifts" VALUES(912,'mazhuangqiao','guo.tao',1777509000000000,1777595400000000,1);
INSERT INTO "shifts" VALUES(913,'mazhuangqiao','zhao.yan',1777509000000000,1777595400000000,2);
INSERT INTO "shifts" VALUES(914,'mazhuangqiao','wei.dong',1777509000000000,1777595400000000,3);
INSERT INTO "shifts" VALUES(915,'mazhuangqiao','guo.tao',1777595400000000,1777681800000000,1);
INSERT INTO "shifts" VALUES(916,'mazhuangqiao','zhao.yan',1777595400000000,1777681800000000,2);
INSERT INTO "shifts" VALUES(917,'mazhuangqiao','wei.dong',1777595400000000,1777681800000000,3);
INSERT INTO "shifts" VALUES(918,'mazhuangqiao','guo.tao',1777681800000000,1777768200000000,1);
INSERT INTO "shifts" VALUES(919,'mazhuangqiao','zhao.yan',1777681800000000,1777768200000000,2);
INSERT INTO "shifts" VALUES(920,'mazhuangqiao','wei.dong',1777681800000000,1777768200000000,3);
INSERT INTO "shifts" VALUES(921,'mazhuangqiao','guo.tao',1777768200000000,1777854600000000,1);
INSERT INTO "shifts" VALUES(922,'mazhuangqiao','zhao.yan',1777768200000000,1777854600000000,2);
INSERT INTO "shifts" VALUES(923,'mazhuangqiao','wei.dong',1777768200000000,1777854600000000,3);
INSERT INTO "shifts" VALUES(924,'mazhuangqiao','guo.tao',1777854600000000,1777941000000000,1);
INSERT INTO "shifts" VALUES(925,'mazhuangqiao','zhao.yan',1777854600000000,1777941000000000,2);
INSERT INTO "shifts" VALUES(926,'mazhuangqiao','wei.dong',1777854600000000,1777941000000000,3);
INSERT INTO "shifts" VALUES(927,'mazhuangqiao','guo.tao',1777941000000000,1778027400000000,1);
INSERT INTO "shifts" VALUES(928,'mazhuangqiao','zhao.yan',1777941000000000,1778027400000000,2);
INSERT INTO "shifts" VALUES(929,'mazhuangqiao','wei.dong',1777941000000000,1778027400000000,3);
INSERT INTO "shifts" VALUES(930,'mazhuangqiao','guo.tao',1778027400000000,1778113800000000,1);
INSERT INTO "shifts" VALUES(931,'mazhuangqiao','zhao.yan',1778027400000000,1778113800000000,2);
INSERT INTO "shifts" VALUES(932,'mazhuangqiao','wei.dong',1778027400000000,1778113800000000,3);
INSERT INTO "shifts" VALUES(933,'mazhuangqiao','guo.tao',1778113800000000,1778200200000000,1);
INSERT INTO "shifts" VALUES(934,'mazhuangqiao','zhao.yan',1778113800000000,1778200200000000,2);
INSERT INTO "shifts" VALUES(935,'mazhuangqiao','wei.dong',1778113800000000,1778200200000000,3);
INSERT INTO "shifts" VALUES(1650,'hancun','fu.na',1775003400000000,1775089800000000,1);
INSERT INTO "shifts" VALUES(1651,'hancun','ma.chao',1775003400000000,1775089800000000,2);
INSERT INTO "shifts" VALUES(1652,'hancun','jia.ping',1775003400000000,1775089800000000,3);
INSERT INTO "shifts" VALUES(1653,'hancun','fu.na',1775089800000000,1775176200000000,1);
INSERT INTO "shifts" VALUES(1654,'hancun','ma.chao',1775089800000000,1775176200000000,2);
INSERT INTO "shifts" VALUES(1655,'hancun','jia.ping',1775089800000000,1775176200000000,3);
INSERT INTO "shifts" VALUES(1656,'hancun','fu.na',1775176200000000,1775262600000000,1);
INSERT INTO "shifts" VALUES(1657,'hancun','ma.chao',1775176200000000,1775262600000000,2);
INSERT INTO "shifts" VALUES(1658,'hancun','jia.ping',1775176200000000,1775262600000000,3);
INSERT INTO "shifts" VALUES(1659,'hancun','fu.na',1775262600000000,1775349000000000,1);
INSERT INTO "shifts" VALUES(1660,'hancun','ma.chao',1775262600000000,1775349000000000,2);
INSERT INTO "shifts" VALUES(1661,'hancun','jia.ping',1775262600000000,1775349000000000,3);
INSERT INTO "shifts" VALUES(1662,'hancun','fu.na',1775349000000000,1775435400000000,1);
INSERT INTO "shifts" VALUES(1663,'hancun','ma.chao',1775349000000000,1775435400000000,2);
INSERT INTO "shifts" VALUES(1664,'hancun','jia.ping',1775349000000000,1775435400000000,3);
INSERT INTO "shifts" VALUES(1665,'hancun','fu.na',1775435400000000,1775521800000000,1);
INSERT INTO "shifts" VALUES(1666,'hancun','ma.chao',1775435400000000,1775521800000000,2);
INSERT INTO "shifts" VALUES(1667,'hancun','jia.ping',1775435400000000,1775521800000000,3);
INSERT INTO "shifts" VALUES(1668,'hancun','fu.na',1775521800000000,1775608200000000,1);
INSERT INTO "shifts" VALUES(1669,'hancun','ma.chao',1775521800000000,1775608200000000,2);
INSERT INTO "shifts" VALUES(1670,'hancun','jia.ping',1775521800000000,1775608200000000,3);
INSERT INTO "shifts" VALUES(1671,'hancun','fu.na',1775608200000000,1775694600000000,1);
INSERT INTO "shifts" VALUES(1672,'hancun','ma.chao',1775608200000000,1775694600000000,2);
INSERT INTO "shifts" VALUES(1673,'hancun','jia.ping',1775608200000000,1775694600000000,3);
INSERT INTO "shifts" VALUES(1674,'hancun','fu.na',1775694600000000,1775781000000000,1);
INSERT INTO "shifts" VALUES(1675,'hancun','ma.chao',1775694600000000,1775781000000000,2);
INSERT INTO "shifts" VALUES(1676,'hancun','jia.ping',1775694600000000,1775781000000000,3);
INSERT INTO "shifts" VALUES(1677,'hancun','fu.na',1775781000000000,1775867400000000,1);
INSERT INTO "shifts" VALUES(1678,'hancun','ma.chao',1775781000000000,1775867400000000,2);
INSERT INTO "shifts" VALUES(1679,'hancun','jia.ping',1775781000000000,1775867400000000,3);
INSERT INTO "shifts" VALUES(1680,'hancun','fu.na',1775867400000000,1775953800000000,1);
INSERT INTO "shifts" VALUES(1681,'hancun','ma.chao',1775867400000000,1775953800000000,2);
INSERT INTO "shifts" VALUES(1682,'hancun','jia.ping',1775867400000000,1775953800000000,3);
INSERT INTO "shifts" VALUES(1683,'hancun','fu.na',1775953800000000,1776040200000000,1);
INSERT INTO "shifts" VALUES(1684,'hancun','ma.chao',1775953800000000,1776040200000000,2);
INSERT INTO "shifts" VALUES(1685,'hancun','jia.ping',1775953800000000,1776040200000000,3);
INSERT INTO "shifts" VALUES(1686,'hancun','fu.na',1776040200000000,1776126600000000,1);
INSERT INTO "shifts" VALUES(1687,'hancun','ma.chao',1776040200000000,1776126600000000,2);
INSERT INTO "shifts" VALUES(1688,'hancun','jia.ping',1776040200000000,1776126600000000,3);
INSERT INTO "shifts" VALUES(1689,'hancun','fu.na',1776126600000000,1776213000000000,1);
INSERT INTO "shifts" VALUES(1690,'hancun','ma.chao',1776126600000000,1776213000000000,2);
INSERT INTO "shifts" VALUES(1691,'hancun','jia.ping',1776126600000000,1776213000000000,3);
INSERT INTO "shifts" VALUES(1692,'hancun','fu.na',1776213000000000,1776299400000000,1);
INSERT INTO "shifts" VALUES(1693,'hancun','ma.chao',1776213000000000,1776299400000000,2);
INSERT INTO "shifts" VALUES(1694,'hancun','jia.ping',1776213000000000,1776299400000000,3);
INSERT INTO "shifts" VALUES(1695,'hancun','fu.na',1776299400000000,1776385800000000,1);
INSERT INTO "shifts" VALUES(1696,'hancun','ma.chao',1776299400000000,1776385800000000,2);
INSERT INTO "shifts" VALUES(1697,'hancun','jia.ping',1776299400000000,1776385800000000,3);
INSERT INTO "shifts" VALUES(1698,'hancun','fu.na',1776385800000000,1776472200000000,1);
INSERT INTO "shifts" VALUES(1699,'hancun','ma.chao',1776385800000000,1776472200000000,2);
INSERT INTO "shifts" VALUES(1700,'hancun','jia.ping',1776385800000000,1776472200000000,3);
INSERT INTO "shifts" VALUES(1701,'hancun','fu.na',1776472200000000,1776558600000000,1);
INSERT INTO "shifts" VALUES(1702,'hancun','ma.chao',1776472200000000,1776558600000000,2);
INSERT INTO "shifts" VALUES(1703,'hancun','jia.ping',1776472200000000,1776558600000000,3);
INSERT INTO "shifts" VALUES(1704,'hancun','fu.na',1776558600000000,1776645000000000,1);
INSERT INTO "shifts" VALUES(1705,'hancun','ma.chao',1776558600000000,1776645000000000,2);
INSERT INTO "shifts" VALUES(1706,'hancun','jia.ping',1776558600000000,1776645000000000,3);
INSERT INTO "shifts" VALUES(1707,'hancun','fu.na',1776645000000000,1776731400000000,1);
INSERT INTO "shifts" VALUES(1708,'hancun','ma.chao',1776645000000000,1776731400000000,2);
INSERT INTO "shifts" VALUES(1709,'hancun','jia.ping',1776645000000000,1776731400000000,3);
INSERT INTO "shifts" VALUES(1710,'hancun','fu.na',1776731400000000,1776817800000000,1);
INSERT INTO "shifts" VALUES(1711,'hancun','ma.chao',1776731400000000,1776817800000000,2);
INSERT INTO "shifts" VALUES(1712,'hancun','jia.ping',1776731400000000,1776817800000000,3);
INSERT INTO "shifts" VALUES(1713,'hancun','fu.na',1776817800000000,1776904200000000,1);
INSERT INTO "shifts" VALUES(1714,'hancun','ma.chao',1776817800000000,1776904200000000,2);
INSERT INTO "shifts" VALUES(1715,'hancun','jia.ping',1776817800000000,1776904200000000,3);
INSERT INTO "shifts" VALUES(1716,'hancun','fu.na',1776904200000000,1776990600000000,1);
INSERT INTO "shifts" VALUES(1717,'hancun','ma.chao',1776904200000000,1776990600000000,2);
INSERT INTO "shifts" VALUES(1718,'hancun','jia.ping',1776904200000000,1776990600000000,3);
INSERT INTO "shifts" VALUES(1719,'hancun','fu.na',1776990600000000,1777077000000000,1);
INSERT INTO "shifts" VALUES(1720,'hancun','ma.chao',1776990600000000,1777077000000000,2);
INSERT INTO "shifts" VALUES(1721,'hancun','jia.ping',1776990600000000,1777077000000000,3);
INSERT INTO "shifts" VALUES(1722,'hancun','fu.na',1777077000000000,1777163400000000,1);
INSERT INTO "shifts" VALUES(1723,'hancun','ma.chao',1777077000000000,1777163400000000,2);
INSERT INTO "shifts" VALUES(1724,'hancun','jia.ping',1777077000000000,1777163400000000,3);
INSERT INTO "shifts" VALUES(1725,'hancun','fu.na',1777163400000000,1777249800000000,1);
INSERT INTO "shifts" VALUES(1726,'hancun','ma.chao',1777163400000000,1777249800000000,2);
INSERT INTO "shifts" VALUES(1727,'hancun','jia.ping',1777163400000000,1777249800000000,3);
INSERT INTO "shifts" VALUES(1728,'hancun','fu.na',1777249800000000,1777336200000000,1);
INSERT INTO "shifts" VALUES(1729,'hancun','ma.chao',1777249800000000,1777336200000000,2);
INSERT INTO "shifts" VALUES(1730,'hancun','jia.ping',1777249800000000,1777336200000000,3);
INSERT INTO "shifts" VALUES(1731,'hancun','fu.na',1777336200000000,1777422600000000,1);
INSERT INTO "shifts" VALUES(1732,'hancun','ma.chao',1777336200000000,1777422600000000,2);
INSERT INTO "shifts" VALUES(1733,'hancun','jia.ping',1777336200000000,1777422600000000,3);
INSERT INTO "shifts" VALUES(1734,'hancun','fu.na',1777422600000000,1777509000000000,1);
INSERT INTO "shifts" VALUES(1735,'hancun','ma.chao',1777422600000000,1777509000000000,2);
INSERT INTO "shifts" VALUES(1736,'hancun','jia.ping',1777422600000000,1777509000000000,3);
INSERT INTO "shifts" VALUES(1737,'hancun','fu.na',1777509000000000,1777595400000000,1);
INSERT INTO "shifts" VALUES(1738,'hancun','ma.chao',1777509000000000,1777595400000000,2);
INSERT INTO "shifts" VALUES(1739,'hancun','jia.ping',1777509000000000,1777595400000000,3);
INSERT INTO "shifts" VALUES(1740,'hancun','fu.na',1777595400000000,1777681800000000,1);
INSERT INTO "shifts" VALUES(1741,'hancun','ma.chao',1777595400000000,1777681800000000,2);
INSERT INTO "shifts" VALUES(1742,'hancun','jia.ping',1777595400000000,1777681800000000,3);
INSERT INTO "shifts" VALUES(1743,'hancun','fu.na',1777681800000000,1777768200000000,1);
INSERT INTO "shifts" VALUES(1744,'hancun','ma.chao',1777681800000000,1777768200000000,2);
INSERT INTO "shifts" VALUES(1745,'hancun','jia.ping',1777681800000000,1777768200000000,3);
INSERT INTO "shifts" VALUES(1746,'hancun','fu.na',1777768200000000,1777854600000000,1);
INSERT INTO "shifts" VALUES(1747,'hancun','ma.chao',1777768200000000,1777854600000000,2);
INSERT INTO "shifts" VALUES(1748,'hancun','jia.ping',1777768200000000,1777854600000000,3);
INSERT INTO "shifts" VALUES(1749,'hancun','fu.na',1777854600000000,1777941000000000,1);
INSERT INTO "shifts" VALUES(1750,'hancun','ma.chao',1777854600000000,1777941000000000,2);
INSERT INTO "shifts" VALUES(1751,'hancun','jia.ping',1777854600000000,1777941000000000,3);
INSERT INTO "shifts" VALUES(1752,'hancun','fu.na',1777941000000000,1778027400000000,1);
INSERT INTO "shifts" VALUES(1753,'hancun','ma.chao',1777941000000000,1778027400000000,2);
INSERT INTO "shifts" VALUES(1754,'hancun','jia.ping',1777941000000000,1778027400000000,3);
INSERT INTO "shifts" VALUES(1755,'hancun','fu.na',1778027400000000,1778113800000000,1);
INSERT INTO "shifts" VALUES(1756,'hancun','ma.chao',1778027400000000,1778113800000000,2);
INSERT INTO "shifts" VALUES(1757,'hancun','jia.ping',1778027400000000,1778113800000000,3);
INSERT INTO "shifts" VALUES(1758,'hancun','fu.na',1778113800000000,1778200200000000,1);
INSERT INTO "shifts" VALUES(1759,'hancun','ma.chao',1778113800000000,1778200200000000,2);
INSERT INTO "shifts" VALUES(1760,'hancun','jia.ping',1778113800000000,1778200200000000,3);
CREATE TABLE strangers (
	channel VARCHAR NOT NULL, 
	raw_id VARCHAR NOT NULL, 
	first_seen BIGINT NOT NULL, 
	CONSTRAINT pk_strangers PRIMARY KEY (channel, raw_id)
)
 WITHOUT ROWID

;
CREATE TABLE units (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	short VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	aliases TEXT NOT NULL, 
	parent VARCHAR, active SMALLINT DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_units PRIMARY KEY (id)
);
INSERT INTO "units" VALUES('chengguan','清丰县城关镇人民政府','城关镇','township','["城关","城关镇政府"]',NULL,1);
INSERT INTO "units" VALUES('mazhuangqiao','清丰县马庄桥镇人民政府','马庄桥镇','township','["马庄桥","马庄桥镇政府"]',NULL,1);
INSERT INTO "units" VALUES('hancun','清丰县韩村镇人民政府','韩村镇','township','["韩村","韩村镇政府"]',NULL,1);
INSERT INTO "units" VALUES('samr','清丰县市场监督管理局','市监局','department','["市场监管局","市场局"]',NULL,1);
INSERT INTO "units" VALUES('housing','清丰县住房和城乡建设局','住建局','department','["建设局"]',NULL,1);
INSERT INTO "units" VALUES('emergency','清丰县应急管理局','应急局','department','["应急管理局","安监局"]',NULL,1);
INSERT INTO "units" VALUES('natres','清丰县自然资源局','自然资源局','department','["自规局","国土局"]',NULL,1);
INSERT INTO "units" VALUES('eco','濮阳市生态环境局清丰分局','生态环境分局','department','["环保局","生态环境局"]',NULL,1);
INSERT INTO "units" VALUES('agri','清丰县农业农村局','农业农村局','department','["农业局"]',NULL,1);
INSERT INTO "units" VALUES('justice','清丰县司法局','司法局','department','[]',NULL,1);
INSERT INTO "units" VALUES('government','清丰县人民政府','县政府','government','[]',NULL,1);
INSERT INTO "units" VALUES('chengguan-team','城关镇综合行政执法大队','城关镇执法大队','body','[]','chengguan',1);
INSERT INTO "units" VALUES('chengguan-samr','城关市场监督管理所','城关市监所','body','[]','samr',1);
CREATE INDEX ix_identities_officer ON identities (officer);
CREATE INDEX ix_matters_next_look ON matters (next_look);
CREATE INDEX ix_matters_receiver_closed ON matters (receiver, closed);
CREATE INDEX ix_matters_sender_closed ON matters (sender, closed);
CREATE INDEX ix_outbox_urgent_next_at ON outbox (urgent, next_at);
CREATE INDEX ix_outbox_addressee_ended_at ON outbox (addressee, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX ix_outbox_number ON outbox (number);
CREATE INDEX ix_outbox_dead ON outbox (ended_at) WHERE state = 'dead';
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE INDEX ix_card_copies_number ON card_copies (number);
CREATE INDEX ix_materials_number ON materials (number);
CREATE INDEX ix_materials_officer_at ON materials (officer, at);
CREATE INDEX ix_outbox_pending ON outbox (addressee, urgent, next_at) WHERE next_at IS NOT NULL;
COMMIT;
