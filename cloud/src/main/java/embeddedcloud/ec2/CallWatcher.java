package embeddedcloud.ec2;

/**
 * Watches every call. An exception thrown before a call prevents it; one thrown after a call
 * replaces its answer.
 */
public interface CallWatcher {
  void before(String action);

  void after(String action);
}
