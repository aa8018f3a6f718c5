package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Stops and starts instances. Every method throws {@link AwsCallException}. */
public final class InstancePower {
  private final Ec2Client ec2;

  InstancePower(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Requests the stop, which completes later; a no-op if the instance is stopping or stopped. */
  public void stop(String instanceId) {
    Calls.call("StopInstances", () -> ec2.stopInstances(r -> r.instanceIds(instanceId)));
  }

  /** Requests the start, which completes later; a no-op if the instance is pending or running. */
  public void start(String instanceId) {
    Calls.call("StartInstances", () -> ec2.startInstances(r -> r.instanceIds(instanceId)));
  }
}
