"""The county's policy of reminding: its rules, whom they reach, who carries a matter."""
