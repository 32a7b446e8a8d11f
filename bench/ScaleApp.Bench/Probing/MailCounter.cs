using System.Collections.Concurrent;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>Counts how often the confirmation of each order is delivered to a pickup folder: once is right.</summary>
/// <remarks>A mail that is sent twice replaces its file, so that deliveries are counted and not files.</remarks>
internal sealed class MailCounter : IDisposable
{
    private readonly ConcurrentDictionary<string, int> _deliveries = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _expected = [];
    private readonly FileSystemWatcher _folder;

    public MailCounter(string folder)
    {
        Directory.CreateDirectory(folder);
        _folder = new FileSystemWatcher(folder, "*.eml");
        _folder.Renamed += (_, delivered) => Delivered(delivered.Name ?? "");
        _folder.Created += (_, delivered) => Delivered(delivered.Name ?? "");
        _folder.EnableRaisingEvents = true;
    }

    /// <summary>Confirmations that were sent more than once.</summary>
    public long Twice => _deliveries.Values.Sum(count => count - 1);

    /// <summary>Orders whose confirmation has not come.</summary>
    public int Outstanding => _expected.Count(file => !_deliveries.ContainsKey(file));

    /// <summary>Waits until at most so many confirmations have not come, or until the limit.</summary>
    public Task<bool> WaitAsync(int outstanding, TimeSpan limit, CancellationToken ct) =>
        Polling.UntilAsync(() => Outstanding <= outstanding, limit, ct);

    public void Expect(Guid order) => _expected.Add($"order-confirmation.{order:N}@scaleapp.eml");

    public void Dispose() => _folder.Dispose();

    private void Delivered(string file)
    {
        if (file.StartsWith("order-confirmation.", StringComparison.Ordinal))
        {
            _deliveries.AddOrUpdate(file, 1, (_, count) => count + 1);
        }
    }
}
