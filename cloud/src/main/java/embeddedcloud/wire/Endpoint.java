package embeddedcloud.wire;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.states.EmbeddedSfn;
import embeddedcloud.wire.QueryService.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The services of an embedded cloud at one address. It determines which service a request is for
 * and passes the request on. The scope of the signature names the Region. Any credentials are
 * accepted: an access key id that equals the id of an account selects that account, and any other
 * selects the first. Not thread-safe, because the cloud is not. The servers and clients in front of
 * it must serialize requests.
 */
public final class Endpoint {
  private static final String EC2 = "ec2";
  private static final String LAMBDA = "lambda";
  private static final String EBS = "ebs";

  /** The services whose requests name the action in a header, by the prefix of the target. */
  private static final Map<String, String> TARGETS =
      Map.of("AWSStepFunctions", "states", "AmazonSSM", "ssm", "TrentService", "kms");

  private final Function<Optional<Credential>, Map<String, Service>> services;
  private final RequestIds requestIds;
  private final List<Runnable> preparations = new ArrayList<>();

  private Endpoint(
      RequestIds requestIds, Function<Optional<Credential>, Map<String, Service>> services) {
    this.requestIds = requestIds;
    this.services = services;
  }

  private static RequestIds newIds() {
    return new RequestIds(0x3ec2L);
  }

  /** Creates an endpoint for EC2 only. */
  public static Endpoint of(Ec2Client ec2) {
    return with(EC2, ids -> new QueryService(Dialect.EC2, Actions.of(ec2), ids));
  }

  /** Creates an endpoint for one service, which receives the source of its request ids. */
  static Endpoint with(String name, Function<RequestIds, Service> service) {
    RequestIds ids = newIds();
    Map<String, Service> only = Map.of(name, service.apply(ids));
    return new Endpoint(ids, credential -> only);
  }

  /**
   * Creates an endpoint for all services of a cloud: EC2, EBS direct APIs, Step Functions, Lambda,
   * SNS, KMS, SSM, S3, STS.
   */
  public static Endpoint of(Cloud cloud) {
    return of(List.of(cloud));
  }

  /**
   * Creates an endpoint for every account and Region of a world, with the stacks deployed there.
   */
  public static Endpoint of(List<Cloud> stacks) {
    RequestIds ids = newIds();
    Map<EmbeddedEc2, Map<String, Service>> known = new HashMap<>();
    return new Endpoint(
        ids,
        credential -> {
          EmbeddedEc2 place = place(stacks, credential);
          return known.computeIfAbsent(
              place,
              ec2 ->
                  services(
                      ec2, stacks.stream().filter(stack -> stack.ec2() == ec2).findFirst(), ids));
        });
  }

  private static EmbeddedEc2 place(List<Cloud> stacks, Optional<Credential> credential) {
    EmbeddedEc2 first = stacks.getFirst().ec2();
    String account =
        credential
            .map(Credential::accessKeyId)
            .filter(
                key -> first.places().stream().anyMatch(p -> p.settings().accountId().equals(key)))
            .orElse(first.settings().accountId());
    String region =
        credential
            .map(Credential::region)
            .filter(name -> Region.regions().contains(Region.of(name)))
            .orElse(first.settings().region());
    return stacks.stream()
        .filter(stack -> stack.ec2().settings().accountId().equals(account))
        .findFirst()
        .map(stack -> stack.ec2In(region))
        .orElseGet(() -> first.in(account, region));
  }

  private static Map<String, Service> services(
      EmbeddedEc2 ec2, Optional<Cloud> stack, RequestIds ids) {
    Map<String, Service> services = new TreeMap<>();
    services.put(EC2, new QueryService(Dialect.EC2, Actions.of(ec2), ids));
    services.put(EBS, new EbsDirectService(ec2.ebs(), ids));
    services.put("kms", new JsonService("1.1", "KMSInternalException", Actions.of(ec2.kms()), ids));
    services.put("sts", new CallerIdentity(ec2.settings().accountId(), ids));
    stack.ifPresent(
        cloud -> {
          services.put(
              "states",
              new JsonService(
                  "1.0",
                  "InternalFailure",
                  Actions.of(new EmbeddedSfn(cloud.stateMachines())),
                  ids));
          services.put(LAMBDA, new InvokeService(cloud.functions(), ids));
          services.put("sns", new QueryService(Dialect.QUERY, Actions.of(cloud.sns()), ids));
          services.put("s3", new S3Service(cloud.s3(), ids));
          services.put(
              "ssm", new JsonService("1.1", "InternalServerError", Actions.of(cloud.ssm()), ids));
        });
    return services;
  }

  /** Runs this before every request from now on, for example to let a clock catch up. */
  void beforeEach(Runnable preparation) {
    preparations.add(preparation);
  }

  /**
   * Answers a request.
   *
   * @throws SdkClientException when a scripted fault prevents the response from arriving
   */
  public WireResponse answer(WireRequest request) {
    preparations.forEach(Runnable::run);
    return service(request).answer(request);
  }

  /** Returns a response, in the request's protocol, for a request that caused an internal error. */
  public WireResponse broken(WireRequest request, RuntimeException defect) {
    return service(request).broken("The embedded cloud is broken: " + defect);
  }

  private Service service(WireRequest request) {
    Optional<Credential> credential = Credential.of(request);
    String name = credential.map(Credential::service).orElseGet(() -> unsignedFor(request));
    Map<String, Service> here = services.apply(credential);
    return Optional.ofNullable(here.get(name))
        .orElseGet(() -> new NoService(name, here.keySet(), requestIds));
  }

  /** The service of an unsigned request. Every service refuses one, but in its own protocol. */
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
