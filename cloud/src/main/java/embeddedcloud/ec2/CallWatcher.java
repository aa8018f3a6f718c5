package embeddedcloud.ec2;

/**
 * Is told of every call. What it throws before a call prevents it; what it throws after a call
 * takes the place of its answer.
 */
public interface CallWatcher {
  void before(String action);

  void after(String action);
}
