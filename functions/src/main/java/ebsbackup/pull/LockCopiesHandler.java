package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.SnapshotLocker;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.CopyLock;
import ebsbackup.request.CopyPlan;
import java.time.Clock;
import java.util.Optional;

/**
 * "Lock Copies": locks every unlocked copy of the plan, if the plan has a lock. EC2's copy call
 * cannot set a lock, so this step follows while the copies are pending.
 */
public final class LockCopiesHandler
    implements RequestHandler<LockCopiesHandler.Input, LockCopiesHandler.Output> {

  private final SnapshotReader snapshots;
  private final SnapshotHolds holds;
  private final SnapshotLocker locker;
  private final Clock clock;

  public LockCopiesHandler() {
    this(Wiring.fromEnvironment());
  }

  public LockCopiesHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    holds = wiring.snapshotHolds();
    locker = wiring.snapshotLocker();
    clock = wiring.clock();
  }

  /** The step's input. */
  public record Input(CopyPlan plan, PullProgress progress) {}

  /** The progress with the new locks. */
  public record Output(PullProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Optional<CopyLock> lock = input.plan().lock();
    return new Output(
        lock.isEmpty() ? input.progress() : input.progress().plusLocks(lock(input, lock.get())));
  }

  private LockPage.End lock(Input input, CopyLock lock) {
    LockPage page =
        new LockPage(
            lock, snapshots.ofPlan(input.plan().name()).snapshots(), holds.locks().keySet(), clock);
    while (page.hasNext()) {
      LockPage.Lock next = page.next();
      try {
        locker.lock(next.snapshotId(), lock, next.until());
        page.locked();
      } catch (AwsCallException e) {
        page.failed(e);
      }
    }
    return page.end();
  }
}
