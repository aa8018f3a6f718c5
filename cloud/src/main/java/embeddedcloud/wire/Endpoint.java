package embeddedcloud.wire;

import embeddedcloud.Cloud;
import embeddedcloud.states.EmbeddedSfn;
import embeddedcloud.wire.QueryService.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The services of an embedded cloud at one address: finds out which one a request is for and hands
 * it there. Any credentials are good. Not thread-safe, as the cloud behind it is not: its doors see
 * to that.
 */
public final class Endpoint {
  private static final String EC2 = "ec2";
  private static final String LAMBDA = "lambda";
  private static final String EBS = "ebs";

  /** Services whose requests name an action in a header: the target's first word, and the name. */
  private static final Map<String, String> TARGETS =
      Map.of("AWSStepFunctions", "states", "AmazonSSM", "ssm", "TrentService", "kms");

  private final Map<String, Service> services = new TreeMap<>();
  private final RequestIds requestIds = new RequestIds(0x3ec2L);
  private final List<Runnable> preparations = new ArrayList<>();

  private Endpoint() {}

  /** EC2 alone. */
  public static Endpoint of(Ec2Client ec2) {
    return with(EC2, ids -> new QueryService(Dialect.EC2, Actions.of(ec2), ids));
  }

  /** One service, given the source of its request ids. */
  static Endpoint with(String name, Function<RequestIds, Service> service) {
    Endpoint endpoint = new Endpoint();
    endpoint.services.put(name, service.apply(endpoint.requestIds));
    return endpoint;
  }

  /** All that a cloud has: EC2, EBS direct APIs, Step Functions, Lambda, SNS, KMS, SSM, STS. */
  public static Endpoint of(Cloud cloud) {
    Endpoint endpoint = of(cloud.ec2());
    RequestIds ids = endpoint.requestIds;
    endpoint.services.put(EBS, new EbsDirectService(cloud.ec2().ebs(), ids));
    endpoint.services.put(
        "states", new JsonService("1.0", Actions.of(new EmbeddedSfn(cloud.stateMachines())), ids));
    endpoint.services.put(LAMBDA, new InvokeService(cloud.functions(), ids));
    endpoint.services.put("sts", new CallerIdentity(cloud.ec2().settings().accountId(), ids));
    endpoint.services.put("sns", new QueryService(Dialect.QUERY, Actions.of(cloud.sns()), ids));
    endpoint.services.put("kms", new JsonService("1.1", Actions.of(cloud.ec2().kms()), ids));
    endpoint.services.put("ssm", new JsonService("1.1", Actions.of(cloud.ssm()), ids));
    return endpoint;
  }

  /** Does this before every request from now on: a clock may have to catch up. */
  void beforeEach(Runnable preparation) {
    preparations.add(preparation);
  }

  /**
   * Answers a request.
   *
   * @throws SdkClientException when the answer shall never arrive: a fault that was scripted
   */
  public WireResponse answer(WireRequest request) {
    preparations.forEach(Runnable::run);
    return service(request).answer(request);
  }

  /** An answer for who sent a request that something here could not stand, in its protocol. */
  public WireResponse broken(WireRequest request, RuntimeException defect) {
    return service(request).broken("The embedded cloud is broken: " + defect);
  }

  private Service service(WireRequest request) {
    String name =
        Credential.of(request).map(Credential::service).orElseGet(() -> unsignedFor(request));
    return Optional.ofNullable(services.get(name))
        .orElseGet(() -> new NoService(name, services.keySet(), requestIds));
  }

  /** Every service refuses an unsigned request, but each in its own protocol. */
  private static String unsignedFor(WireRequest request) {
    String target = request.header("X-Amz-Target").orElse("");
    if (!target.isEmpty()) {
      return TARGETS.getOrDefault(target.replaceFirst("\\..*", ""), target);
    }
    if (InvokeService.PATH.matcher(request.path()).matches()) {
      return LAMBDA;
    }
    return EbsDirectService.serves(request.path()) ? EBS : EC2;
  }
}
