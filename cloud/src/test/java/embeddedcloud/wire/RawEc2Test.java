package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.Ec2Request;

/** Requests to EC2 that no SDK would send, and the bytes of the answers. */
class RawEc2Test {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/ec2/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final Endpoint endpoint = Endpoint.of(ec2);

  @Test
  void whatIsToRunBeforeARequest_runsBeforeEach() {
    List<Instant> runs = new ArrayList<>();
    endpoint.beforeEach(() -> runs.add(clock.instant()));

    for (int request = 1; request <= 2; request++) {
      WireResponse unused = endpoint.answer(post("Action=X", Map.of("Authorization", SIGNED)));

      assertThat(runs).hasSize(request);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Version=2016-11-15 | MissingAction | action",
        "Action=RunInstances | InvalidAction | RunInstances",
        "Action=describeVolumes | InvalidAction | describeVolumes",
        "Action=DescribeVolumes&VolumeIds.1=vol-1 | UnknownParameter | VolumeIds.1",
        "Action=DescribeVolumes&VolumeId=vol-1 | UnknownParameter | VolumeId",
        "Action=DescribeVolumes&VolumeId.0=vol-1 | UnknownParameter | VolumeId.0",
        "Action=DescribeVolumes&Filter.1.Nmae=x | UnknownParameter | Filter.1.Nmae",
        "Action=DescribeVolumes&MaxResults.1=5 | UnknownParameter | MaxResults.1",
        "Action=DescribeVolumes&Filter.1=5 | UnknownParameter | Filter.1",
        "Action=DescribeVolumes&MaxResults=five | InvalidParameterValue | (five) for parameter MaxRes",
        "Action=DescribeVolumes&MaxResults=99999999999 | InvalidParameterValue | MaxResults",
        "Action=DescribeVolumes&DryRun=yes | InvalidParameterValue | DryRun",
        "Action=DescribeVolumes&MaxResults=5&MaxResults=6 | InvalidQueryParameter | MaxResults",
        "Action=DescribeVolumes&NextToken=%ZZ | MalformedQueryString | syntax",
        "Action=DescribeVolumes&NextToken=%01 | InvalidCharacter | NextToken",
        "Action=TerminateInstances | InvalidParameterCombination | No instances",
        "Action=CreateSnapshot&VolumeId=vol-1&OutpostArn=x | UnsupportedOperation | OutpostArn",
      })
  void refusesWithEc2sCode(String form, String code, String words) {
    WireResponse response = endpoint.answer(post(form, Map.of("Authorization", SIGNED)));

    assertThat(response.status()).isEqualTo(400);
    assertThat(text(response)).contains("<Code>" + code + "</Code>").contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LockSnapshot", "ModifySnapshotTier", "StopInstances", "AttachVolume"})
  void saysWhichParameterIsMissing(String action) {
    WireResponse response =
        endpoint.answer(post("Action=" + action, Map.of("Authorization", SIGNED)));

    assertThat(text(response)).contains("<Code>MissingParameter</Code>");
  }

  @Test
  void refusesWhatIsNotSigned() {
    WireResponse response = endpoint.answer(post("Action=DescribeVolumes", Map.of()));

    assertThat(response.status()).isEqualTo(403);
    assertThat(text(response)).contains("<Code>MissingAuthenticationToken</Code>");
  }

  @Test
  void anErrorHasEc2sShape() {
    WireResponse response =
        endpoint.answer(post("Action=Nonsense%3C", Map.of("Authorization", SIGNED)));

    String requestId = response.headers().get("x-amzn-RequestId");
    assertThat(text(response))
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error>"
                + "<Code>InvalidAction</Code><Message>The action Nonsense&lt; is not valid for this"
                + " web service.</Message></Error></Errors><RequestID>"
                + requestId
                + "</RequestID></Response>");
  }

  @Test
  void takesAQueryInTheUrlToo_presigned() {
    WireResponse response =
        endpoint.answer(
            new WireRequest(
                "GET",
                "/",
                "Action=DescribeVolumes&Version=2016-11-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                    + "&X-Amz-Credential=AKID%2F20260301%2Feu-central-1%2Fec2%2Faws4_request"
                    + "&X-Amz-Signature=00",
                Map.of(),
                SdkBytes.fromUtf8String("")));

    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response))
        .contains("<DescribeVolumesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">")
        .contains("<volumeSet></volumeSet>");
  }

  @Test
  void saysWhichServicesThereAre() {
    String elsewhere = SIGNED.replace("/ec2/", "/s3/");
    WireResponse response = endpoint.answer(post("", Map.of("Authorization", elsewhere)));

    assertThat(response.status()).isEqualTo(404);
    assertThat(text(response))
        .contains("<Code>InvalidAction</Code>", "does not have the service s3, only [ec2]");
  }

  @Test
  void hasEveryActionThatTheTypedEc2Implements() {
    Set<String> overridden =
        Arrays.stream(EmbeddedEc2.class.getDeclaredMethods())
            .filter(method -> method.getParameterCount() == 1)
            .map(method -> method.getParameterTypes()[0])
            .filter(Ec2Request.class::isAssignableFrom)
            .map(request -> request.getSimpleName().replace("Request", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(overridden).hasSizeGreaterThan(25);
    for (String action : overridden) {
      WireResponse response =
          endpoint.answer(
              post("Action=" + action + "&Nonsense=1", Map.of("Authorization", SIGNED)));
      assertThat(text(response)).as(action).contains("<Code>UnknownParameter</Code>");
    }
  }

  @Test
  void listsKeepTheOrderOfTheirNumbers() {
    List<String> ids =
        List.of("vol-00000000000000001", "vol-00000000000000002", "vol-00000000000000003");
    WireResponse response =
        endpoint.answer(
            post(
                "Action=DescribeVolumes&VolumeId.10=%s&VolumeId.2=%s&VolumeId.1=%s"
                    .formatted(ids.get(2), ids.get(1), ids.get(0)),
                Map.of("Authorization", SIGNED)));

    assertThat(text(response)).contains("<Code>InvalidVolume.NotFound</Code>").contains(ids.get(0));
  }

  private static WireRequest post(String form, Map<String, String> headers) {
    return new WireRequest("POST", "/", "", headers, SdkBytes.fromUtf8String(form));
  }

  private static String text(WireResponse response) {
    return response.body().asUtf8String();
  }
}
