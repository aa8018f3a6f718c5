package ebsbackup.local.wire;

import ebsbackup.local.wire.QueryService.Dialect;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The services of an embedded cloud at one address: finds out which one a request is for and hands
 * it there. Any credentials are good. Not thread-safe, as the cloud behind it is not: its doors see
 * to that.
 */
public final class Endpoint {
  private static final String EC2 = "ec2";

  private final Map<String, Service> services = new TreeMap<>();
  private final RequestIds requestIds = new RequestIds(0x3ec2L);

  private Endpoint() {}

  /** EC2 alone. */
  public static Endpoint of(Ec2Client ec2) {
    Endpoint endpoint = new Endpoint();
    endpoint.services.put(EC2, new QueryService(Dialect.EC2, ec2, endpoint.requestIds));
    return endpoint;
  }

  /**
   * Answers a request.
   *
   * @throws SdkClientException when the answer shall never arrive: a fault that was scripted
   */
  public WireResponse answer(WireRequest request) {
    String name = Credential.of(request).map(Credential::service).orElse(EC2);
    return Optional.ofNullable(services.get(name))
        .orElseGet(() -> new NoService(name, services.keySet(), requestIds))
        .answer(request);
  }
}
