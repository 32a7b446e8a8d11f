namespace ScaleApp.Hosting.Balancing;

/// <summary>Waits for a destination's last request to end.</summary>
internal static class Drain
{
    /// <summary>True when nothing is in flight any more; false when the time was over first.</summary>
    public static async Task<bool> WaitAsync(Destination destination, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await destination.WhenIdle().WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
