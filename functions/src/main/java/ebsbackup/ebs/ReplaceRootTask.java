package ebsbackup.ebs;

import java.util.Map;

/**
 * An EC2 task that replaces the root volume of a running instance.
 *
 * @param state EC2's name for the state, for example {@code in-progress}
 */
public record ReplaceRootTask(String taskId, String state, Map<String, String> tags) {
  public ReplaceRootTask {
    tags = Map.copyOf(tags);
  }

  public boolean active() {
    return state.equals("pending") || state.equals("in-progress") || state.startsWith("failing");
  }

  public boolean failed() {
    return state.startsWith("failed");
  }
}
