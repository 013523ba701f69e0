"""Writes actions.txt beside this file: the actions of the services that guardrails are about, from the copy of AWS's
service authorization reference in cfn-lint, as botocore spells them.

    python3 internal/facts/actions.py
"""
import json
import pathlib
import re

import botocore
import botocore.session
import cfnlint
from cfnlint import version

# Services, the name of each in botocore, and the types of resources whose actions are kept; without any, all actions.
SERVICES = {
    "application-signals": ("application-signals", ["slo"]), "budgets": ("budgets", ["budget"]),
    "synthetics": ("synthetics", ["canary"]),
    "access-analyzer": ("accessanalyzer", []), "cloudformation": ("cloudformation", []), "cloudtrail": ("cloudtrail", []),
    "cloudwatch": ("cloudwatch", []), "codebuild": ("codebuild", ["project"]),
    "codepipeline": ("codepipeline", ["pipeline"]), "config": ("config", []), "ec2": ("ec2", ["vpc-flow-log"]),
    "events": ("events", []), "guardduty": ("guardduty", []), "iam": ("iam", ["role"]), "inspector2": ("inspector2", []),
    "kms": ("kms", ["key", "alias"]), "logs": ("logs", []), "oam": ("oam", []),
    "route53resolver": ("route53resolver", ["resolver-query-log-config"]), "s3": ("s3", ["bucket", "object"]),
    "securityhub": ("securityhub", []), "sns": ("sns", ["topic"]), "states": ("stepfunctions", ["statemachine"]),
    "wafv2": ("wafv2", ["webacl"]),
}
VERBS = re.compile("abort|allow|associate|batch|bypass|call|cancel|connect|create|delete|disable|enable|generate|get|"
                   "initiate|integrate|invoke|link|list|modify|object|pass|pause|process|put|reencrypt|replicate|restore|"
                   "retrieve|send|stop|synchronize|tag|unlink|unmask|untag|update|view")

table = json.loads((pathlib.Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())
session, lines = botocore.session.get_session(), []
for service, (model, kept) in SERVICES.items():
    spelled = {name.lower(): name for name in session.get_service_model(model).operation_names}
    for action, about in table[service]["Actions"].items():
        types = sorted(about.get("Resources", []))
        if kept and not set(kept) & set(types):
            continue
        verb = VERBS.match(action)
        end = verb.end() if verb else len(action)
        name = spelled.get(action, action[:end].capitalize() + action[end:].capitalize())
        lines.append(" ".join([f"{service}:{name}", *(t for t in types if not kept or t in kept)]))
pathlib.Path(__file__).with_name("actions.txt").write_text(
    f"# Actions and the types of resources that they are on, as of 2026-11: cfn-lint {version.__version__}, botocore\n"
    f"# {botocore.__version__}. Written by actions.py beside this file.\n" + "".join(line + "\n" for line in sorted(lines)))
