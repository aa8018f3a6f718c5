package embeddedcloud;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.OperationType;

/** A rule on a snapshot that is shared with the account starts a workflow there. */
class RuleStartsWorkflowTest {
  private static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties: { AssumeRolePolicyDocument: { Statement: [] } }
        PullStateMachine:
          Type: AWS::Serverless::StateMachine
          Properties: { Name: pull, DefinitionUri: pull.asl.json, Role: !GetAtt Role.Arn }
        Plan:
          Type: AWS::SSM::Parameter
          Properties: { Type: String, Value: 'INPUT' }
        Shared:
          Type: AWS::Events::Rule
          Properties:
            EventPattern:
              source: [aws.ec2]
              detail: { event: [shareSnapshot], result: [succeeded], source: ['111122223333'] }
            Targets: [{ Id: Pull, Arn: !Ref PullStateMachine, Input: !GetAtt Plan.Value }]
      """;

  @TempDir private Path folder;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 source =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));

  private Cloud deployed(String input) throws IOException {
    return deployed(input, "eu-central-1");
  }

  private Cloud deployed(String input, String region) throws IOException {
    Files.writeString(folder.resolve("template.yaml"), TEMPLATE.replace("INPUT", input));
    Files.writeString(
        folder.resolve("pull.asl.json"),
        """
        {"QueryLanguage": "JSONata", "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
        """);
    return Cloud.deploy(
        Project.in(folder),
        "stack",
        Map.of(),
        clock,
        source.in("444455556666", region),
        1,
        (cloud, function, type, environment) -> {
          throw new AssertionError("there is no function");
        });
  }

  private void share() {
    source.launch(new Launch("eu-central-1a", List.of(new Disk("/dev/xvda", 8)), Map.of()));
    String volume = source.contents().volumes().getFirst().volumeId();
    String id = source.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofMinutes(10));
    source.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).userIds("444455556666"));
    clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void withTheInputOfTheTarget() throws IOException {
    Cloud cloud = deployed("{\"plan\": \"copies\"}");

    share();

    assertThat(cloud.executions())
        .extracting(Execution::input)
        .containsExactly("{\"plan\": \"copies\"}");
    assertThat(cloud.undelivered()).isEmpty();
  }

  @Test
  void asOftenAsTheEventIsDelivered() throws IOException {
    for (int times : List.of(0, 1, 3)) {
      Cloud cloud = deployed("{}");
      cloud.deliverEvents(event -> times);

      share();

      assertThat(cloud.executions()).hasSize(times);
    }
  }

  @Test
  void inAnotherRegion_ifARuleThereForwardsTheEvents() throws IOException {
    Cloud cloud = deployed("{}", "eu-west-1");
    share();
    assertThat(cloud.executions()).isEmpty();

    cloud.forwardEventsOf("eu-central-1");
    share();

    assertThat(cloud.executions()).hasSize(1);
  }

  @Test
  void anInputThatStepFunctionsRefuses_isUndelivered() throws IOException {
    Cloud cloud = deployed("{");

    share();

    assertThat(cloud.executions()).isEmpty();
    assertThat(cloud.undelivered()).singleElement().asString().contains("stateMachine:pull");
  }
}
