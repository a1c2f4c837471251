namespace Enarx.Keepmgr;

/// <summary>Waits until there has been nothing to do for a while.</summary>
internal static class IdleWatch
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);

    /// <summary>Returns when <paramref name="isIdle"/> was true at every look for <paramref name="idleTime"/>, or on cancellation.</summary>
    public static async Task UntilIdleAsync(Func<bool> isIdle, TimeSpan idleTime, CancellationToken cancellationToken)
    {
        TimeSpan step = idleTime < LongestStep ? idleTime : LongestStep;
        TimeSpan idle = TimeSpan.Zero;
        try
        {
            while (idle < idleTime || !isIdle())
            {
                await Task.Delay(step, cancellationToken).ConfigureAwait(false);
                idle = isIdle() ? idle + step : TimeSpan.Zero;
            }
        }
        catch (OperationCanceledException)
        {
            // SIGTERM ends the waiting as idleness does.
        }
    }
}
