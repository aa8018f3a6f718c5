package embeddedcloud.scheduler;

import embeddedcloud.template.Schedule;
import java.time.Instant;

/** One time at which a schedule is due. A flexible window invokes its target later than this. */
public record Occurrence(Schedule schedule, Instant scheduledTime) {}
