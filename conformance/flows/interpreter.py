"""Runs executions on moto's interpreter of Amazon States Language, with the reference JSONata.

    python interpreter.py NODE JSONATA

For everything that would need AWS or time, this program asks the one that started it, in one JSON document a line,
and reads the answer in the same form. So a year takes no time, and the functions can be anywhere.

    in   {"definition": ASL, "machineArn", "machineName", "roleArn", "executionArn", "name", "startTime", "input"}
    out  {"invoke": function, "payload": value, "timeoutSeconds": n}
         -> {"payload"} or {"error", "cause"} or {"timedOut"}
    out  {"start": machine, "name": name, "input": value}
         -> {"executionArn", "startDate"} or {"error", "cause"}
    out  {"putMetricData": arguments}                                 -> {} or {"error", "cause"}
    out  {"wait": seconds}                                            -> {}
    out  {"jitter": seconds}                                          -> {"seconds": at most those}
    out  {"retryAfter": seconds}                                      -> {}
    out  {"status", "output", "error", "cause", "events": [event of the history, its details under "details"]}
"""

import json
import logging
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, TextIO

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.retry import jitter_strategy_decl, retrier_decl
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils import LambdaFunctionErrorException
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_lambda import (
    StateTaskServiceLambda,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.variable_store import VariableStore
from moto.stepfunctions.parser.backend.execution import SyncExecution


class Conversation:
    """Questions and answers with one partner, a line each."""

    def __init__(self, to: TextIO, of: TextIO):
        self.to = to
        self.of = of

    def read(self) -> dict[str, Any] | None:
        line = self.of.readline()
        return json.loads(line) if line else None

    def write(self, document: dict[str, Any]) -> None:
        self.to.write(json.dumps(document) + "\n")
        self.to.flush()

    def ask(self, **question: Any) -> dict[str, Any]:
        self.write(question)
        answer = self.read()
        if answer is None:
            sys.exit("nobody answered " + json.dumps(question)[:200])
        return answer


def failed(env, event_type, detail, error_name, details) -> FailureEventException:
    event_details = EventDetails(**{detail: details})
    return FailureEventException(
        FailureEvent(env=env, error_name=error_name, event_type=event_type, event_details=event_details)
    )


def wire(world: Conversation, reference: Conversation) -> None:
    """Puts AWS, time and JSONata where moto 5.2.5 would call its own servers, sleep, or has nothing."""

    def evaluate(expression: StringJSONata, env) -> None:
        # Defect: nothing evaluates JSONata. `eval_jsonata_expression` calls None; what is built for it declares
        # strings without escaping them; and an expression that fails would be States.Runtime.
        states = {k: v for k, v in env.states._states_data.items() if v is not None or k == "input"}
        store = env.variable_store
        answer = reference.ask(
            expression=expression.expression,
            variables={**store._outer_scope, **store._inner_scope, "states": states},
        )
        if "value" in answer:
            env.stack.append(answer["value"])
            return
        name = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
        details = EvaluationFailedEventDetails(error=name.error_name, cause=f"evaluation failed: {expression.expression}: {answer}")
        raise failed(env, HistoryEventType.EvaluationFailed, "evaluationFailedEventDetails", name, details)

    def invoke(task: StateTaskServiceLambda, env, normalised_parameters, **unused) -> None:
        # Defect: the call would go to a Lambda endpoint of moto's own, and a time-out would be one of the wall clock.
        answer = world.ask(
            invoke=normalised_parameters["FunctionName"],
            payload=json.loads(normalised_parameters["Payload"]),
            timeoutSeconds=task.timeout.timeout_seconds,
        )
        if "timedOut" in answer:
            raise EvalTimeoutError()
        if "payload" in answer:
            env.stack.append({"ExecutedVersion": "$LATEST", "Payload": answer["payload"], "StatusCode": 200})
            return
        if answer["cause"].startswith("{"):
            # The function's own words: what its error is called is moto's to find out.
            raise LambdaFunctionErrorException("Unhandled", answer["cause"])
        name = CustomErrorName(answer["error"])
        details = TaskFailedEventDetails(
            resourceType="lambda", resource="invoke", error=answer["error"], cause=answer["cause"]
        )
        raise failed(env, HistoryEventType.TaskFailed, "taskFailedEventDetails", name, details)

    def start(task: StateTaskServiceSfn, env, normalised_parameters, **unused) -> None:
        # Defect: likewise, an endpoint of moto's own.
        answer = world.ask(
            start=normalised_parameters["StateMachineArn"],
            name=normalised_parameters.get("Name"),
            input=json.loads(normalised_parameters["Input"]),
        )
        if "error" in answer:
            raise ClientError(
                {
                    "Error": {"Code": answer["error"], "Message": answer["cause"]},
                    "ResponseMetadata": {"HTTPStatusCode": 400, "RequestId": "null"},
                },
                "StartExecution",
            )
        env.stack.append({"ExecutionArn": answer["executionArn"], "StartDate": answer["startDate"]})

    def call_sdk(task: StateTaskServiceAwsSdk, env, normalised_parameters, **unused) -> None:
        # Defect: likewise.
        service = "s3" if "Bucket" in normalised_parameters else "cloudwatch"
        action = {"s3": "putObject", "cloudwatch": "putMetricData"}[service]
        answer = world.ask(**{action: normalised_parameters})
        if "error" in answer:
            name = CustomErrorName(answer["error"])
            details = TaskFailedEventDetails(
                resourceType=f"aws-sdk:{service}", resource=action, error=answer["error"], cause=answer["cause"]
            )
            raise failed(env, HistoryEventType.TaskFailed, "taskFailedEventDetails", name, details)
        env.stack.append({})

    def assigned(store: VariableStore) -> dict[str, str]:
        # Defect: strings are put between quotes without escaping what is in them.
        return {name: json.dumps(store.get(name)) for name in store._declaration_tracing}

    StringJSONata._eval_body = evaluate
    VariableStore.get_assigned_variables = assigned
    StateTaskServiceLambda._eval_service_task = invoke
    StateTaskServiceSfn._eval_service_task = start
    StateTaskServiceAwsSdk._eval_service_task = call_sdk
    # Time is the wall clock's and jitter the machine's own.
    WaitFunction._wait_interval = lambda self, env, wait_seconds: world.ask(wait=wait_seconds)
    retrier_decl.time = SimpleNamespace(sleep=lambda seconds: world.ask(retryAfter=seconds))
    jitter_strategy_decl.random = SimpleNamespace(uniform=lambda low, high: world.ask(jitter=high)["seconds"])


def run(what: dict[str, Any]) -> dict[str, Any]:
    # Past the backend, which would answer StartExecution before the execution has ended.
    _, _, _, region, account, *_ = what["machineArn"].split(":")
    execution = SyncExecution(
        name=what["name"],
        sm_type="STANDARD",
        role_arn=what["roleArn"],
        exec_arn=what["executionArn"],
        account_id=account,
        region_name=region,
        state_machine=SimpleNamespace(
            arn=what["machineArn"], name=what["machineName"], sm_type="STANDARD", definition=what["definition"]
        ),
        # Defect: a date would be printed as Python does, with +00:00 and without milliseconds.
        start_date=what["startTime"],
        cloud_watch_logging_session=None,
        activity_store={},
        input_data=json.dumps(what["input"]),
    )
    execution.start()
    return {
        "status": execution.exec_status,
        "output": execution.output,
        "error": execution.error,
        "cause": execution.cause,
        "events": [event_of(e) for e in execution.to_history_output()["events"]],
    }


def event_of(event: dict[str, Any]) -> dict[str, Any]:
    details = next((value for name, value in event.items() if name.endswith("EventDetails")), {})
    return {"type": event["type"], "id": event["id"], "previous": event["previousEventId"], "details": details}


def main(node: str, jsonata: str) -> None:
    world = Conversation(sys.stdout, sys.stdin)
    sys.stdout = sys.stderr
    # It logs every error that a definition catches.
    logging.disable(logging.CRITICAL)
    script = __file__.rsplit("/", 1)[0] + "/jsonata.js"
    with subprocess.Popen([node, script, jsonata], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        wire(world, Conversation(process.stdin, process.stdout))
        while (what := world.read()) is not None:
            world.write(run(what))
        process.stdin.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
