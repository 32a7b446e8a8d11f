namespace ScaleApp.Hosting;

/// <summary>How long to wait before a server that ended by itself is started again.</summary>
/// <remarks>The delay doubles with each short run. After the last one the server stays down: a crash loop shows.</remarks>
internal sealed class RestartBackoff
{
    public const int MaxRestarts = 8;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>A server that ran for so long has recovered.</summary>
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(1);

    /// <summary>The restarts in a row.</summary>
    public int Restarts { get; private set; }

    /// <summary>Returns the delay before the next start, or null when the server stays down.</summary>
    /// <param name="ranFor">How long the server ran before it ended.</param>
    public TimeSpan? Next(TimeSpan ranFor)
    {
        if (ranFor >= Recovered)
        {
            Reset();
        }

        return Restarts == MaxRestarts ? null : First * Math.Pow(2, Restarts++);
    }

    /// <summary>Starts again with the first delay.</summary>
    public void Reset() => Restarts = 0;
}
