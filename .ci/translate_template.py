"""Prints the template as CloudFormation sees it after the SAM transform, with ARNs filled in.

cfn-lint checks neither the IAM statements of a template with the transform nor ARNs from Fn::Sub.
In this output, it checks that actions exist and that the resources are of the right kind.

Usage: translate_template.py TEMPLATE
"""

import json
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.managed_policy_translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform

# Where `sam deploy` would upload the code and the definitions, because the translator accepts no local paths.
UPLOADED = "s3://bucket/key"

PSEUDO_PARAMETERS = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "stack",
}


def filled_in(value):
    """Replaces each Fn::Sub that needs only pseudo parameters with its text."""
    if isinstance(value, list):
        return [filled_in(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::Sub"] and isinstance(value["Fn::Sub"], str):
        text = value["Fn::Sub"]
        for name, replacement in PSEUDO_PARAMETERS.items():
            text = text.replace("${" + name + "}", replacement)
        return value if "${" in text else text
    return {key: filled_in(item) for key, item in value.items()}


def main():
    template = yaml_parse(Path(sys.argv[1]).read_text(encoding="utf-8"))
    template["Globals"]["Function"]["CodeUri"] = UPLOADED
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::StateMachine":
            resource["Properties"]["DefinitionUri"] = UPLOADED
    # The loader would look up AWS managed policies by name in IAM. The template uses none.
    print(json.dumps(filled_in(transform(template, {}, ManagedPolicyLoader(None))), indent=2))


if __name__ == "__main__":
    main()
