package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.PolicyDocument.Request;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may publish to the topic, send to the dead-letter queue and use the key. */
class ResourcePoliciesTest {
  private static final Map<String, Object> OVER_TLS = Map.of("aws:SecureTransport", "true");
  private static final String QUEUE = DeployedStack.queueArn();
  private static final String RULE =
      DeployedStack.arn("events", "rule/ebs-backup-ExecutionFailedRule");

  private DeployedStack stack;

  @BeforeEach
  void read() throws IOException {
    stack = new DeployedStack(Map.of());
  }

  @Test
  void onlyAlarmsOfTheAccount_mayPublish() {
    PolicyDocument policy = policy("TopicPolicy", "PolicyDocument");
    Request publish =
        new Request(
            "cloudwatch.amazonaws.com",
            "sns:Publish",
            stack.topicArn(),
            Map.of("aws:SecureTransport", "true", "aws:SourceAccount", DeployedStack.ACCOUNT));

    assertThat(DeployedStack.at(stack.resource("TopicPolicy"), "Topics"))
        .isEqualTo(List.of(stack.topicArn()));
    assertThat(policy.allows(publish)).isTrue();
    assertThat(policy.allows(with(publish, "aws:SourceAccount", "999999999999"))).isFalse();
    assertThat(policy.allows(with(publish, "aws:SecureTransport", "false"))).isFalse();
    assertThat(policy.allows(by(publish, "events.amazonaws.com"))).isFalse();
    assertThat(policy.allows(of(publish, stack.topicArn() + "2"))).isFalse();
    assertThat(policy.allows(as(publish, "sns:Subscribe"))).isFalse();
    assertThat(policy.allows(as(publish, "sns:AddPermission"))).isFalse();
  }

  @Test
  void onlyTheRule_maySendToTheDeadLetterQueue() {
    PolicyDocument policy = policy("DeadLetterQueuePolicy", "PolicyDocument");
    Request send =
        new Request(
            "events.amazonaws.com",
            "sqs:SendMessage",
            QUEUE,
            Map.of("aws:SecureTransport", "true", "aws:SourceArn", RULE));

    assertThat(DeployedStack.at(stack.resource("DeadLetterQueuePolicy"), "Queues"))
        .isEqualTo(
            List.of(
                "https://sqs.eu-central-1.amazonaws.com/123456789012/ebs-backup-DeadLetterQueue"));
    assertThat(stack.template().rules().getFirst().arn()).isEqualTo(RULE);
    assertThat(policy.allows(send)).isTrue();
    assertThat(policy.allows(with(send, "aws:SourceArn", RULE + "2"))).isFalse();
    assertThat(policy.allows(new Request(send.principal(), send.action(), QUEUE, OVER_TLS)))
        .isFalse();
    assertThat(policy.allows(with(send, "aws:SecureTransport", "false"))).isFalse();
    assertThat(policy.allows(by(send, "sns.amazonaws.com"))).isFalse();
    assertThat(policy.allows(of(send, QUEUE + "2"))).isFalse();
    assertThat(policy.allows(as(send, "sqs:ReceiveMessage"))).isFalse();
    assertThat(policy.allows(as(send, "sqs:PurgeQueue"))).isFalse();
  }

  @Test
  void unencryptedConnections_areRefusedToEveryone() {
    assertDeniesUnencrypted("TopicPolicy", "sns:Publish", stack.topicArn());
    assertDeniesUnencrypted("DeadLetterQueuePolicy", "sqs:*", QUEUE);
  }

  private void assertDeniesUnencrypted(String policy, String action, String resource) {
    assertThat(policy(policy, "PolicyDocument").statements())
        .filteredOn(statement -> DeployedStack.at(statement, "Effect").equals("Deny"))
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(DeployedStack.at(statement, "Principal")).isEqualTo("*");
              assertThat(DeployedStack.at(statement, "Action")).isEqualTo(action);
              assertThat(DeployedStack.at(statement, "Resource")).isEqualTo(resource);
              assertThat(DeployedStack.at(statement, "Condition"))
                  .isEqualTo(Map.of("Bool", Map.of("aws:SecureTransport", "false")));
            });
  }

  @Test
  void theAccountDecidesByIam_whoManagesTheKey() {
    String root = "arn:aws:iam::123456789012:root";
    for (String action : List.of("kms:PutKeyPolicy", "kms:Decrypt", "kms:ScheduleKeyDeletion")) {
      Request request = new Request(root, action, "*", Map.of());
      assertThat(key().allows(request)).isTrue();
      assertThat(key().allows(by(request, "arn:aws:iam::999999999999:root"))).isFalse();
    }
  }

  @Test
  void alarms_encryptMessagesUnderTheKey_andCanDoNothingElse() {
    Request encrypt = new Request("cloudwatch.amazonaws.com", "kms:GenerateDataKey", "*", Map.of());
    assertThat(key().allows(encrypt)).isTrue();
    assertThat(key().allows(as(encrypt, "kms:Decrypt"))).isTrue();
    assertThat(key().allows(as(encrypt, "kms:PutKeyPolicy"))).isFalse();
    assertThat(key().allows(as(encrypt, "kms:CreateGrant"))).isFalse();
    assertThat(key().allows(by(encrypt, "events.amazonaws.com"))).isFalse();
  }

  @Test
  void logsOfEveryLogGroupOfTheStack_areEncryptedUnderTheKey() {
    assertThat(stack.ofType("AWS::Logs::LogGroup"))
        .hasSize(7)
        .allSatisfy(
            group -> {
              Request encrypt = logs("" + DeployedStack.at(group, "LogGroupName"));
              for (String action :
                  List.of(
                      "kms:Encrypt",
                      "kms:Decrypt",
                      "kms:ReEncryptFrom",
                      "kms:ReEncryptTo",
                      "kms:GenerateDataKey",
                      "kms:DescribeKey")) {
                assertThat(key().allows(as(encrypt, action))).as(action).isTrue();
              }
              assertThat(key().allows(as(encrypt, "kms:ScheduleKeyDeletion"))).isFalse();
              assertThat(key().allows(by(encrypt, "logs.us-east-1.amazonaws.com"))).isFalse();
            });
    assertThat(key().allows(logs("/aws/lambda/another-stack"))).isFalse();
    assertThat(key().allows(logs("/aws/vendedlogs/states/another-stack/backup"))).isFalse();
  }

  @Test
  void onlyTheAccountAndAlarms_mayUseTheKeyWithoutACondition() {
    assertThat(key().statements())
        .filteredOn(statement -> DeployedStack.at(statement, "Condition").equals(""))
        .extracting(statement -> DeployedStack.at(statement, "Principal"))
        .containsExactly(
            Map.of("AWS", "arn:aws:iam::123456789012:root"),
            Map.of("Service", "cloudwatch.amazonaws.com"));
  }

  @Test
  void inEveryPolicyOfAResource_onlyDenialsConcernEveryone() {
    for (PolicyDocument policy :
        List.of(
            key(),
            policy("TopicPolicy", "PolicyDocument"),
            policy("DeadLetterQueuePolicy", "PolicyDocument"))) {
      assertThat(policy.statements())
          .filteredOn(statement -> DeployedStack.at(statement, "Effect").equals("Allow"))
          .isNotEmpty()
          .allSatisfy(
              statement ->
                  assertThat(DeployedStack.at(statement, "Principal").toString())
                      .doesNotContain("*"));
    }
    assertThat(stack.resources())
        .filteredOn(resource -> resource.type().matches("AWS::(SNS::Topic|SQS::Queue)Policy"))
        .hasSize(2);
  }

  private static Request logs(String group) {
    return new Request(
        "logs.eu-central-1.amazonaws.com",
        "kms:Encrypt",
        "*",
        Map.of(
            "kms:EncryptionContext:aws:logs:arn", DeployedStack.arn("logs", "log-group:" + group)));
  }

  private PolicyDocument key() {
    return policy("Key", "KeyPolicy");
  }

  private PolicyDocument policy(String resource, String property) {
    return PolicyDocument.of(DeployedStack.at(stack.resource(resource), property));
  }

  private static Request with(Request request, String key, String value) {
    Map<String, Object> context = new HashMap<>(request.context());
    context.put(key, value);
    return new Request(request.principal(), request.action(), request.resource(), context);
  }

  private static Request by(Request request, String principal) {
    return new Request(principal, request.action(), request.resource(), request.context());
  }

  private static Request of(Request request, String resource) {
    return new Request(request.principal(), request.action(), resource, request.context());
  }

  private static Request as(Request request, String action) {
    return new Request(request.principal(), action, request.resource(), request.context());
  }
}
