package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.sns.EmbeddedSns;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.EmbeddedSfn;
import embeddedcloud.wire.QueryService.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Every request and response of every action that the embedded services implement, with every
 * member filled at random: what the SDK writes we read as the same, and what we write the SDK reads
 * as the same.
 */
class CodecRoundTripTest {
  private static final int CASES = 12;
  private static final String LETTERS = "aZ09 -_.:/<>&\"'\r\n\t]%+=?#ü€𝄞";

  /** A service: what implements it, how it is served, and the client that AWS made for it. */
  enum Side {
    EC2(EmbeddedEc2.class, Ec2Client.class),
    STATES(EmbeddedSfn.class, SfnClient.class),
    SSM(EmbeddedSsm.class, SsmClient.class),
    SNS(EmbeddedSns.class, SnsClient.class);

    private final Class<?> embedded;
    private final Class<?> client;

    Side(Class<?> embedded, Class<?> client) {
      this.embedded = embedded;
      this.client = client;
    }

    Endpoint serve(Actions actions) {
      return switch (this) {
        case EC2 -> Endpoint.with("ec2", ids -> new QueryService(Dialect.EC2, actions, ids));
        case STATES ->
            Endpoint.with("states", ids -> new JsonService("1.0", "Broken", actions, ids));
        case SSM -> Endpoint.with("ssm", ids -> new JsonService("1.1", "Broken", actions, ids));
        case SNS -> Endpoint.with("sns", ids -> new QueryService(Dialect.QUERY, actions, ids));
      };
    }

    Object client(Endpoint endpoint) {
      return switch (this) {
        case EC2 -> WireClients.ec2(endpoint);
        case STATES -> WireClients.at(endpoint, SfnClient.builder());
        case SSM -> WireClients.at(endpoint, SsmClient.builder());
        case SNS -> WireClients.at(endpoint, SnsClient.builder());
      };
    }
  }

  static Stream<Arguments> actions() {
    return Arrays.stream(Side.values())
        .flatMap(
            side ->
                Arrays.stream(side.embedded.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .filter(method -> method.getParameterCount() == 1)
                    .filter(
                        method -> AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
                    .sorted(Comparator.comparing(Method::getName))
                    .map(method -> arguments(side, method)));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void whatOneSideWritesTheOtherReads(Side side, Method action)
      throws ReflectiveOperationException {
    Class<? extends AwsRequest> requestType =
        action.getParameterTypes()[0].asSubclass(AwsRequest.class);
    List<AwsRequest> received = new ArrayList<>();
    List<AwsResponse> answers = new ArrayList<>();
    Function<AwsRequest, AwsResponse> effect =
        request -> {
          received.add(request);
          return answers.getLast();
        };
    String name = requestType.getSimpleName().replace("Request", "");
    Endpoint endpoint =
        side.serve(new Actions(List.of(new Actions.Action(name, requestType, effect))));
    Object client = side.client(endpoint);
    Method call = side.client.getMethod(action.getName(), requestType);
    Random random = new Random(action.getName().hashCode());
    for (int i = 0; i < CASES; i++) {
      AwsRequest request = (AwsRequest) filled(builder(requestType), random, 1);
      answers.add((AwsResponse) filled(builder(action.getReturnType()), random, 1));

      SdkPojo answer = (SdkPojo) call.invoke(client, request);

      assertThat(members(received.getLast())).isEqualTo(members(request));
      assertThat(members(answer)).isEqualTo(members(answers.getLast()));
    }
  }

  /** No request of the served actions has a time in its JSON, but answers have. */
  @Test
  void jsonIsReadAsItIsWritten() {
    Random random = new Random(1);
    for (int i = 0; i < CASES; i++) {
      SdkPojo written = (SdkPojo) filled(GetExecutionHistoryResponse.builder(), random, 1);
      GetExecutionHistoryResponse.Builder read = GetExecutionHistoryResponse.builder();

      JsonMembers.fill(read, Json.parse(Json.print(JsonMembers.print(written))));

      assertThat(members(read.build())).isEqualTo(members(written));
    }
  }

  /** All but the token, which the SDK adds where a request has none. */
  private static Map<String, Object> members(SdkPojo request) {
    Map<String, Object> members = new LinkedHashMap<>();
    request.sdkFields().stream()
        .filter(field -> !field.memberName().equalsIgnoreCase("ClientToken"))
        .forEach(field -> members.put(field.memberName(), field.getValueOrDefault(request)));
    return members;
  }

  private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
    try {
      return (SdkPojo) type.getMethod("builder").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError(type + " has no builder", e);
    }
  }

  /**
   * Sets every member with the odds of three in four; in depth, a model that contains itself ends.
   */
  private static Object filled(SdkPojo builder, Random random, int depth) {
    boolean set = false;
    for (SdkField<?> field : builder.sdkFields()) {
      // The SDK makes a URL where a copy has none, and for that it needs a real Region.
      if (random.nextInt(4) > 0 || field.memberName().equals("PresignedUrl")) {
        Optional<Object> value = value(field, random, depth);
        value.ifPresent(v -> field.set(builder, v));
        set |= value.isPresent();
      }
    }
    // A structure without members cannot be written as parameters: fill one at least.
    return set || depth == 1 || builder.sdkFields().isEmpty()
        ? ((SdkBuilder<?, ?>) builder).build()
        : filled(builder, random, depth);
  }

  private static Optional<Object> value(SdkField<?> field, Random random, int depth) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> Optional.of(text(random));
      case BOOLEAN -> Optional.of(random.nextBoolean());
      case INTEGER -> Optional.of(random.nextInt());
      case LONG -> Optional.of(random.nextLong());
      case DOUBLE -> Optional.of(random.nextDouble());
      case FLOAT -> Optional.of(random.nextFloat());
      case INSTANT -> Optional.of(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)));
      case SDK_BYTES -> Optional.of(SdkBytes.fromUtf8String(text(random)));
      case LIST -> Optional.of(list(field, random, depth));
      case SDK_POJO ->
          depth > 6 || field.constructor().get().sdkFields().isEmpty()
              ? Optional.empty()
              : Optional.of(filled(field.constructor().get(), random, depth + 1));
      case MAP ->
          Optional.of(
              Map.of(
                  text(random),
                  value(field.getTrait(MapTrait.class).valueFieldInfo(), random, depth)
                      .orElseThrow()));
      case SHORT, BYTE, BIG_DECIMAL, DOCUMENT, NULL ->
          throw new AssertionError(field.memberName() + " has a type that no model of these had");
    };
  }

  private static List<Object> list(SdkField<?> field, Random random, int depth) {
    SdkField<?> item = field.getTrait(ListTrait.class).memberFieldInfo();
    List<Object> list = new ArrayList<>();
    int length = 1 + random.nextInt(depth > 1 ? 2 : 12);
    for (int i = 0; i < length; i++) {
      value(item, random, depth).ifPresent(list::add);
    }
    return list;
  }

  private static String text(Random random) {
    int[] letters = LETTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
