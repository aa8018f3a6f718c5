package embeddedcloud.ec2;

/**
 * Watches every call. An exception thrown before a call prevents it. An exception thrown after a
 * call replaces its response.
 */
public interface CallWatcher {
  void before(String action);

  void after(String action);
}
