"""Adds commands of the AWS CLI, with their options, to aws.txt beside this file, which the tests of the documents read.

    python3 test/docs/testdata/aws.py "SERVICE OPERATION" ...   adds them
    python3 test/docs/testdata/aws.py                           asks again for all that are listed

It asks the installed AWS CLI (pip install awscli). An option that a command needs has a ! behind its name; one that takes
certain words has them behind a =, with a | between them. What only version 2 of the CLI has is marked "# 2" in the list:
those lines are copied from its reference and stay as they are.
"""
import pathlib
import sys

import awscli
import botocore
from awscli.clidriver import create_clidriver

FILE = pathlib.Path(__file__).with_name("aws.txt")
DRIVER = create_clidriver()


def table(command):
    return command._get_command_table() if hasattr(command, "_get_command_table") else command.subcommand_table


def describe(option, argument):
    shape = getattr(argument, "argument_model", None)
    if shape is not None and shape.type_name == "list":
        shape = shape.member
    words = getattr(shape, "enum", None) or getattr(argument, "choices", None) or []
    return "--" + option + "!" * bool(argument.required) + "=" * bool(words) + "|".join(words)


def ask(name):
    command = DRIVER
    for word in name.split():
        command = table(command)[word]
    return " ".join([name, *sorted(describe(*each) for each in command.arg_table.items())])


listed = {}
for line in FILE.read_text().splitlines():
    if line and not line.startswith("#"):
        name = " ".join(word for word in line.removesuffix(" # 2").split() if not word.startswith("--"))
        listed[name] = line
for name in sys.argv[1:] or [name for name, line in listed.items() if not line.endswith("# 2")]:
    listed[name] = ask(name)
FILE.write_text(
    f"# Commands of the AWS CLI and their options: aws-cli {awscli.__version__}, botocore {botocore.__version__}; those with\n"
    '# "# 2" at the end: the reference of AWS CLI 2. Written by aws.py beside this file.\n'
    + "".join(line + "\n" for _, line in sorted(listed.items()))
)
