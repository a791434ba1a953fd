"""The directory as an app may see it: members, departments, and what ids stand for."""

from bot.rehearsal.wecom.tenant import Person, Tenant
from bot.rehearsal.wecom.tickets import Logins
from bot.rehearsal.wecom.wire import Bad, Call, missing

Answer = dict[str, object]


class Directory:
    """Calls that read the enterprise's directory.

    Privacy fields such as mobile and avatar are absent, as for every app of today.
    """

    def __init__(self, tenant: Tenant, logins: Logins) -> None:
        self._tenant = tenant
        self._logins = logins

    def user(self, call: Call) -> Answer:
        """user/get."""
        person = self._tenant.person(call.query.get("userid", ""))
        if person is None:
            raise Bad(60111, "userid not found")
        if not person.visible:
            raise Bad(60011, "no privilege to access/modify contact/party/agent")
        return self._details(person)

    def simple_list(self, call: Call) -> Answer:
        """user/simplelist."""
        return {
            "userlist": [
                {
                    "userid": one.userid.lower(),
                    "name": one.name,
                    "department": [self._tenant.department_of(one)],
                }
                for one in self._members(call)
            ]
        }

    def full_list(self, call: Call) -> Answer:
        """user/list."""
        return {"userlist": [self._details(one) for one in self._members(call)]}

    def list_ids(self, call: Call) -> Answer:
        """user/list_id: everybody, page by page."""
        body = call.fields()
        limit = body.number("limit", 10000)
        cursor = body.text("cursor", "0")
        if not 1 <= limit <= 10000 or not cursor.isdecimal():
            raise Bad(40058, "invalid field `body.limit` or `body.cursor`")
        start = int(cursor)
        people = self._tenant.people[start : start + limit]
        more = start + limit < len(self._tenant.people)
        return {
            "next_cursor": str(start + limit) if more else "",
            "dept_user": [
                {"userid": one.userid.lower(), "department": self._tenant.department_of(one)}
                for one in people
            ],
        }

    def by_mobile(self, call: Call) -> Answer:
        """user/getuserid."""
        mobile = call.fields().text("mobile")
        for one in self._tenant.people:
            if one.mobile == mobile:
                return {"userid": one.userid.lower()}
        raise Bad(46004, "user not exist")

    def departments(self, call: Call) -> Answer:
        """department/list."""
        return {
            "department": [
                {
                    "id": number,
                    "name": self._tenant.departments()[number - 1],
                    "parentid": 0 if number == 1 else 1,
                    "order": number,
                    "department_leader": [],
                }
                for number in self._numbers(call.query.get("id", "1"))
            ]
        }

    def department_ids(self, call: Call) -> Answer:
        """department/simplelist."""
        return {
            "department_id": [
                {"id": number, "parentid": 0 if number == 1 else 1, "order": number}
                for number in self._numbers(call.query.get("id", "1"))
            ]
        }

    def agent(self, call: Call) -> Answer:
        """agent/get."""
        tenant = self._tenant
        if call.query.get("agentid") != str(tenant.agent_id):
            raise Bad(40056, "invalid agentid")
        seen = [{"userid": one.userid.lower()} for one in tenant.people if one.visible]
        return {
            "agentid": tenant.agent_id,
            "name": tenant.bot_name,
            "description": "",
            "allow_userinfos": {"user": seen},
            "allow_partys": {"partyid": []},
            "allow_tags": {"tagid": []},
            "close": 0,
            "redirect_domain": tenant.trusted_domain,
        }

    def plain_ids(self, call: Call) -> Answer:
        """batch/openuserid_to_userid."""
        tenant = self._tenant
        known = {tenant.bot_sees(one): one for one in tenant.people if one.opaque and one.visible}
        body = call.fields()
        asked = body.texts("open_userid_list", 1000)
        if not asked:
            raise missing(body.name("open_userid_list"))
        return {
            "userid_list": [
                {"open_userid": one, "userid": known[one].userid.lower()}
                for one in asked
                if one in known
            ],
            "invalid_open_userid_list": [one for one in asked if one not in known],
        }

    def login(self, call: Call) -> Answer:
        """auth/getuserinfo: a member's userid, or a stranger's openid."""
        person = self._logins.take(call.query.get("code", ""))
        return {"openid": "oStranger01"} if person is None else {"userid": person.userid.lower()}

    def _members(self, call: Call) -> list[Person]:
        tenant = self._tenant
        [number, *_] = self._numbers(call.query.get("department_id", ""))
        everybody = number == 1 and call.query.get("fetch_child") == "1"
        return [
            one
            for one in tenant.people
            if one.visible and (everybody or tenant.department_of(one) == number)
        ]

    def _numbers(self, text: str) -> list[int]:
        """A department and those below it."""
        count = len(self._tenant.departments())
        if not text.isdecimal() or not 1 <= int(text) <= count:
            raise Bad(60123, "invalid party id")
        return list(range(1, count + 1)) if int(text) == 1 else [int(text)]

    def _details(self, person: Person) -> Answer:
        department = self._tenant.department_of(person)
        return {
            "userid": person.userid.lower(),
            "name": person.name,
            "department": [department],
            "order": [0],
            "position": person.title,
            "is_leader_in_dept": [0],
            "direct_leader": [],
            "main_department": department,
            "status": 1,
            "alias": "",
        }
