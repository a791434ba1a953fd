"""WeCom (企业微信): the self-built app, the robot, and what they share."""
