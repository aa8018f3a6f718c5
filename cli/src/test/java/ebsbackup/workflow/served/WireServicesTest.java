package ebsbackup.workflow.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.EmbeddedHttpClient;
import embeddedcloud.wire.Endpoint;
import embeddedcloud.wire.WireClients;
import embeddedcloud.wire.WireRequest;
import embeddedcloud.wire.WireResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/** The services other than EC2, called by the SDK's own clients and by raw requests. */
class WireServicesTest {
  private static final int BLOCK = BlockStore.BLOCK_SIZE;
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/SERVICE/aws4_request, Signature=00";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private Cloud cloud;
  private Endpoint endpoint;

  @BeforeEach
  void deploy() throws IOException {
    cloud = Deployment.deploy(Project.in(Path.of("..")), Map.of(), clock, ec2, 1);
    endpoint = Endpoint.of(cloud);
  }

  @Test
  void theScopeOfTheSignature_saysTheRegion_andAnAccessKeyMayNameTheAccount() throws IOException {
    EmbeddedEc2 vault = ec2.in("444455556666", "eu-west-1");
    Cloud stack = Deployment.deploy(Project.in(Path.of("..")), Map.of(), clock, vault, 1);
    endpoint = Endpoint.of(List.of(cloud, stack));
    launch();
    vault.launch(new Launch("eu-west-1a", List.of(new Disk("/dev/xvda", 8)), Map.of()));
    vault.launch(new Launch("eu-west-1a", List.of(new Disk("/dev/xvda", 8)), Map.of()));

    assertThat(instances(client("any", "eu-central-1"))).isEqualTo(1);
    assertThat(instances(client("any", "eu-west-1"))).isZero();
    assertThat(instances(client("444455556666", "eu-west-1"))).isEqualTo(2);
    assertThat(instances(client("any", "nowhere-1"))).isEqualTo(1);
    String volume = ec2.contents().volumes().getFirst().volumeId();
    String snapshot = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofMinutes(10));

    String copy =
        client("any", "eu-west-1")
            .copySnapshot(r -> r.sourceRegion("eu-central-1").sourceSnapshotId(snapshot))
            .snapshotId();

    assertThat(ec2.in("111122223333", "eu-west-1").contents().snapshots())
        .extracting(Snapshot::snapshotId)
        .containsExactly(copy);
  }

  private Ec2Client client(String accessKeyId, String region) {
    return Ec2Client.builder()
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, "any")))
        .httpClient(new EmbeddedHttpClient(endpoint))
        .build();
  }

  private static int instances(Ec2Client client) {
    return client.describeInstances().reservations().size();
  }

  @Test
  void stepFunctions_startsFollowsAndTellsOfAnExecution() {
    String instance = launch();
    SfnClient sfn = WireClients.at(endpoint, SfnClient.builder());
    String machine = cloud.machineArn("backup");
    String input = "{\"plan\":\"daily\",\"select\":{\"instanceIds\":[\"%s\"]}}".formatted(instance);

    String arn =
        sfn.startExecution(r -> r.stateMachineArn(machine).name("one").input(input)).executionArn();
    assertThat(sfn.describeExecution(r -> r.executionArn(arn)))
        .satisfies(
            running -> {
              assertThat(running.status()).isEqualTo(ExecutionStatus.RUNNING);
              assertThat(running.startDate()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
              assertThat(running.stopDate()).isNull();
              assertThat(running.input()).isEqualTo(input);
            });
    clock.advance(Duration.ofHours(1));

    assertThat(sfn.describeExecution(r -> r.executionArn(arn)).status())
        .isEqualTo(ExecutionStatus.SUCCEEDED);
    List<HistoryEvent> history =
        sfn.getExecutionHistoryPaginator(r -> r.executionArn(arn).maxResults(7)).events().stream()
            .toList();
    assertThat(history).isEqualTo(cloud.stateMachines().execution(arn).history());
    assertThat(history).hasSizeGreaterThan(20);
    assertThat(history.getLast().type()).isEqualTo(HistoryEventType.EXECUTION_SUCCEEDED);
    assertThat(sfn.listExecutions(r -> r.stateMachineArn(machine)).executions())
        .singleElement()
        .satisfies(item -> assertThat(item.executionArn()).isEqualTo(arn));
    assertThatThrownBy(
            () -> sfn.startExecution(r -> r.stateMachineArn(machine).name("one").input("{}")))
        .isInstanceOf(ExecutionAlreadyExistsException.class);
  }

  @Test
  void stepFunctions_stopsAnExecutionAndListsMachines() {
    SfnClient sfn = WireClients.at(endpoint, SfnClient.builder());
    String input = "{\"plan\":\"daily\",\"select\":{\"instanceIds\":[\"%s\"]}}".formatted(launch());
    String arn =
        sfn.startExecution(r -> r.stateMachineArn(cloud.machineArn("backup")).input(input))
            .executionArn();

    sfn.stopExecution(r -> r.executionArn(arn).error("Enough").cause("by hand"));

    assertThat(sfn.describeExecution(r -> r.executionArn(arn)))
        .satisfies(
            stopped -> {
              assertThat(stopped.status()).isEqualTo(ExecutionStatus.ABORTED);
              assertThat(stopped.error()).isEqualTo("Enough");
              assertThat(stopped.cause()).isEqualTo("by hand");
            });
    assertThat(sfn.listStateMachines(r -> r.maxResults(10)).stateMachines())
        .extracting(StateMachineListItem::stateMachineArn)
        .contains(cloud.machineArn("backup"), cloud.machineArn("restore"));
  }

  @Test
  void json_refusesWhatItCannotRead() {
    assertThat(sfn("StartExecution", "{"))
        .satisfies(r -> isError(r, 400, "SerializationException"));
    assertThat(sfn("StartExecution", "{\"stateMachineArn\": 5}"))
        .satisfies(r -> isError(r, 400, "SerializationException"));
    assertThat(sfn("StartExecution", "{}")).satisfies(r -> isError(r, 400, "ValidationException"));
    assertThat(sfn("CreateStateMachine", "{}"))
        .satisfies(r -> isError(r, 400, "UnknownOperationException"));
    assertThat(
            endpoint.answer(
                post("/", Map.of("X-Amz-Target", "AWSStepFunctions.ListStateMachines"), "{}")))
        .satisfies(r -> isError(r, 403, "MissingAuthenticationTokenException"));
  }

  @Test
  void sts_saysWhoAsks_andNothingElse() {
    String signed = SIGNED.replace("SERVICE", "sts");

    WireResponse answer =
        endpoint.answer(
            post(
                "/",
                Map.of("Authorization", signed),
                "Action=GetCallerIdentity&Version=2011-06-15"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().asUtf8String())
        .contains("<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:root</Arn>")
        .contains("<Account>111122223333</Account>");

    WireResponse other =
        endpoint.answer(post("/", Map.of("Authorization", signed), "Action=AssumeRole"));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.body().asUtf8String()).contains("<Code>InvalidAction</Code>");
  }

  @Test
  void sns_publishesAndRefuses() {
    SnsClient sns = WireClients.at(endpoint, SnsClient.builder());
    String topic = cloud.template().topics().getFirst().arn();

    String id =
        sns.publish(
                r ->
                    r.topicArn(topic)
                        .subject("a <b> & c")
                        .message("two\nlines")
                        .messageAttributes(
                            Map.of(
                                "kind",
                                software.amazon.awssdk.services.sns.model.MessageAttributeValue
                                    .builder()
                                    .dataType("String")
                                    .stringValue("failure")
                                    .build())))
            .messageId();

    assertThat(id).isEqualTo("message-1");
    assertThat(cloud.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.subject()).isEqualTo("a <b> & c");
              assertThat(message.text()).isEqualTo("two\nlines");
            });
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic + "x").message("m")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void ssm_runsACommand() {
    String instance = launch();
    clock.advance(Duration.ofMinutes(1));
    SsmClient ssm = WireClients.at(endpoint, SsmClient.builder());
    SendCommandRequest command =
        SendCommandRequest.builder()
            .documentName("AWS-RunShellScript")
            .instanceIds(instance)
            .parameters(Map.of("commands", List.of("true", "echo ü")))
            .build();

    String id = ssm.sendCommand(command).command().commandId();
    clock.advance(Duration.ofMinutes(1));

    assertThat(cloud.ssm().sent()).containsExactly(command);
    assertThat(ssm.getCommandInvocation(r -> r.commandId(id).instanceId(instance)).statusAsString())
        .isEqualTo("Success");
    assertThatThrownBy(
            () -> ssm.sendCommand(r -> r.documentName("d").instanceIds("i-00000000000000009")))
        .isInstanceOf(InvalidInstanceIdException.class);
  }

  @Test
  void lambda_answersWithTheFunctionsAnswer() {
    String function = cloud.template().functions().getFirst().name();
    WireResponse byName = invoke(function, "{}");
    WireResponse byArn = invoke(cloud.template().functions().getFirst().arn(), "{}");

    assertThat(byName.status()).isEqualTo(200);
    assertThat(byArn.status()).isEqualTo(200);
    assertThat(byName.headers()).containsEntry("X-Amz-Executed-Version", "$LATEST");
    assertThat(cloud.functions().calls(function)).isEqualTo(2);
  }

  @Test
  void lambda_tellsAHandlersErrorFromItsOwn() {
    String function =
        cloud.template().functions().stream()
            .filter(f -> f.logicalId().equals("StartRunFunction"))
            .findFirst()
            .orElseThrow()
            .name();

    assertThat(invoke(function, "{\"plan\": {\"nonsense\": 1}}"))
        .satisfies(
            response -> {
              assertThat(response.status()).isEqualTo(200);
              assertThat(response.headers()).containsEntry("X-Amz-Function-Error", "Unhandled");
              assertThat(response.body().asUtf8String())
                  .contains("\"errorType\":\"ebsbackup.")
                  .contains("errorMessage");
            });
    assertThat(invoke("no-such-function", "{}"))
        .satisfies(r -> isError(r, 404, "ResourceNotFoundException"));
    assertThat(invoke(function, "nonsense"))
        .satisfies(r -> isError(r, 400, "InvalidRequestContentException"));
  }

  @Test
  void ebsDirect_listsAndReadsBlocks() throws NoSuchAlgorithmException {
    String instance = launch();
    String volume =
        ec2.contents().instances().getFirst().blockDeviceMappings().getFirst().ebs().volumeId();
    ec2.disk(volume).write(3L * BLOCK + 5, new byte[] {1, 2, 3});
    String first = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofMinutes(1));
    ec2.disk(volume).write(7L * BLOCK, new byte[] {9});
    String second = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofHours(1));
    EbsClient ebs = WireClients.at(endpoint, EbsClient.builder());

    Block block =
        ebs.listSnapshotBlocks(r -> r.snapshotId(first).maxResults(100)).blocks().getFirst();
    ResponseBytes<GetSnapshotBlockResponse> read =
        ebs.getSnapshotBlock(
            r -> r.snapshotId(first).blockIndex(block.blockIndex()).blockToken(block.blockToken()),
            ResponseTransformer.toBytes());

    assertThat(instance).startsWith("i-");
    assertThat(block.blockIndex()).isEqualTo(3);
    assertThat(read.response().dataLength()).isEqualTo(BLOCK);
    assertThat(read.asByteArray()).hasSize(BLOCK).startsWith(0, 0, 0, 0, 0, 1, 2, 3, 0);
    assertThat(read.response().checksum())
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(read.asByteArray())));
    assertThat(
            ebs.listChangedBlocks(r -> r.firstSnapshotId(first).secondSnapshotId(second))
                .changedBlocks())
        .singleElement()
        .satisfies(
            changed -> {
              assertThat(changed.blockIndex()).isEqualTo(7);
              assertThat(changed.firstBlockToken()).isNull();
              assertThat(changed.secondBlockToken()).isNotEmpty();
            });
    assertThatThrownBy(
            () ->
                ebs.getSnapshotBlock(
                    r -> r.snapshotId(first).blockIndex(3).blockToken("wrong"),
                    ResponseTransformer.toBytes()))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> assertThat(e.reason()).isEqualTo(ValidationExceptionReason.INVALID_BLOCK_TOKEN));
    assertThatThrownBy(() -> ebs.listSnapshotBlocks(r -> r.snapshotId("snap-00000000000000009")))
        .isInstanceOf(software.amazon.awssdk.services.ebs.model.ResourceNotFoundException.class);
  }

  @Test
  void aDefectIsEachServicesOwnInternalError() {
    Map<String, String> names =
        Map.of(
            "states", "InternalFailure",
            "ssm", "InternalServerError",
            "kms", "KMSInternalException",
            "lambda", "ServiceException",
            "ebs", "InternalServerException");
    names.forEach(
        (service, name) ->
            assertThat(broken(service)).as(service).satisfies(r -> isError(r, 500, name)));
    assertThat(broken("sns").body().asUtf8String())
        .contains("<Type>Receiver</Type><Code>InternalError</Code>");
    assertThat(broken("sts").body().asUtf8String())
        .contains("<Type>Receiver</Type><Code>InternalFailure</Code>");
  }

  private WireResponse broken(String service) {
    Map<String, String> headers = Map.of("Authorization", SIGNED.replace("SERVICE", service));
    return endpoint.broken(post("/", headers, ""), new IllegalStateException("oops"));
  }

  private String launch() {
    return ec2.launch(new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of()))
        .instanceId();
  }

  private WireResponse sfn(String action, String body) {
    return endpoint.answer(
        post(
            "/",
            Map.of(
                "Authorization",
                SIGNED.replace("SERVICE", "states"),
                "X-Amz-Target",
                "AWSStepFunctions." + action),
            body));
  }

  private WireResponse invoke(String function, String payload) {
    return endpoint.answer(
        post(
            "/2015-03-31/functions/" + function + "/invocations",
            Map.of("Authorization", SIGNED.replace("SERVICE", "lambda")),
            payload));
  }

  private static WireRequest post(String path, Map<String, String> headers, String body) {
    return new WireRequest("POST", path, "", headers, SdkBytes.fromUtf8String(body));
  }

  private static void isError(WireResponse response, int status, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers()).containsEntry("x-amzn-ErrorType", code);
    assertThat(response.body().asUtf8String()).contains("\"__type\":\"" + code + "\"");
  }
}
