using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.SignalR;

/// <summary>How hubs of several servers are held together.</summary>
public sealed class BackplaneOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Backplane";

    /// <summary>
    /// What the names of all channels begin with; applications that share a Redis need different ones. Default: <c>signalr</c>.
    /// </summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string ChannelPrefix { get; set; } = "signalr";

    /// <summary>
    /// How long a change of groups for a connection on another server may take to be acknowledged. Default: 5 s. When all other
    /// servers say that they do not have the connection, the call returns at once: it is gone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan AcknowledgementTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take to answer what it was asked, on this server or another. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ClientResultTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many bytes may wait for one client that reads too slowly. Default: 1 MiB. One that falls further behind is
    /// disconnected, so that neither the others wait for it nor the server's memory fills.
    /// </summary>
    [Range(1024, 1 << 30)]
    public int MaxPendingBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How long after a write to clients the next may follow: what comes meanwhile is in one write, which costs as much as one
    /// message does. Default: 2 ms. What comes later than that after the last write waits for nothing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan WritePause { get; set; } = TimeSpan.FromMilliseconds(2);
}
