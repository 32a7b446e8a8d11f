using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>
/// Hands messages to the other servers, in the order in which they come. While Redis is away they are lost to those, which is counted
/// and said once.
/// </summary>
/// <remarks>
/// Nobody waits for Redis but who asks how many servers hear something: what comes while a round trip lasts goes with the next, as
/// few publications as that makes. Who sends faster than Redis takes it is held back, by <see cref="QueueLength"/>.
/// </remarks>
internal sealed partial class BackplanePublisher : IAsyncDisposable
{
    private const int QueueLength = 1_000;
    private const int MostAtOnce = 256;
    private const int LargestPublication = 64 * 1024;

    private readonly IRedisConnection _redis;
    private readonly string _hub;
    private readonly ILogger _logger;
    private readonly KeyValuePair<string, object?> _tag;
    private readonly Channel<Item> _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Task _pumping;
    private bool _isAway;

    public BackplanePublisher(IRedisConnection redis, string hub, ILogger logger)
    {
        (_redis, _hub, _logger, _tag) = (redis, hub, logger, new("signalr.hub", hub));
        // What is published is not part of the request that happened to need the hub first.
        using var _ = ExecutionContext.SuppressFlow();
        _pumping = Task.Run(PumpAsync);
    }

    /// <summary>Completes when the message waits for its turn. Whether others hear it is not known.</summary>
    public async ValueTask PostAsync(RedisChannel channel, Envelope envelope, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(new Item(channel, envelope, Heard: null), ct);
        }
        catch (ChannelClosedException)
        {
            // The server has stopped.
            BackplaneMetrics.Failures.Add(1, _tag);
        }
    }

    /// <summary>Publishes, and returns how many servers hear it, this one included where it listens.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public async Task<long> PublishAsync(RedisChannel channel, Envelope envelope, CancellationToken ct)
    {
        var heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new Item(channel, envelope, heard), ct);
        }
        catch (ChannelClosedException error)
        {
            throw new OperationCanceledException("The server has stopped.", error);
        }

        return await heard.Task.WaitAsync(ct);
    }

    /// <summary>Publishes what waits, and nothing from then on. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pumping;
    }

    private async Task PumpAsync()
    {
        var batch = new List<Item>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && _queue.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            await TryPublishAsync(batch);
            batch.Clear();
        }
    }

    private async Task TryPublishAsync(List<Item> batch)
    {
        try
        {
            var publications = Publication.Of(batch);
            var heard = await _redis.ExecuteAsync(db => PublishAsync(db, publications), CancellationToken.None, "PUBLISH");
            BackplaneMetrics.Published.Add(batch.Count, _tag);
            foreach (var (publication, count) in publications.Zip(heard))
            {
                publication.Items.ForEach(item => item.Heard?.TrySetResult(count));
            }

            if (_isAway)
            {
                _isAway = false;
                LogBack(_hub);
            }
        }
        catch (Exception error)
        {
            // Whatever it was: without this loop the queue would fill up, and every send of the hub with it.
            BackplaneMetrics.Failures.Add(batch.Count(item => item.Heard is null), _tag);
            batch.ForEach(item => item.Heard?.TrySetException(error));
            if (!_isAway)
            {
                _isAway = true;
                LogAway(_hub, error.Message);
            }
        }
    }

    private static Task<long[]> PublishAsync(IDatabase db, List<Publication> publications) =>
        Task.WhenAll(publications.Select(publication => db.PublishAsync(publication.Channel, publication.Bytes)));

    /// <param name="Channel">Where it goes.</param>
    /// <param name="Envelope">What goes there.</param>
    /// <param name="Heard">Is told how many servers hear it; null when nobody asks.</param>
    private readonly record struct Item(RedisChannel Channel, Envelope Envelope, TaskCompletionSource<long>? Heard);

    /// <summary>Items that follow each other and go to one channel.</summary>
    private sealed record Publication(RedisChannel Channel, byte[] Bytes, List<Item> Items)
    {
        public static List<Publication> Of(List<Item> batch)
        {
            var publications = new List<Publication>();
            for (var start = 0; start < batch.Count;)
            {
                var channel = batch[start].Channel;
                using var writer = new EnvelopeWriter();
                var end = start;
                while (end < batch.Count && batch[end].Channel == channel && writer.Length < LargestPublication)
                {
                    writer.Write(batch[end++].Envelope);
                }

                publications.Add(new Publication(channel, writer.ToArray(), batch[start..end]));
                start = end;
            }

            return publications;
        }
    }

    [LoggerMessage(2400, LogLevel.Error,
        "{Hub} reaches only the clients of this server until Redis is back; what is sent meanwhile is lost to the others: {Reason}")]
    private partial void LogAway(string hub, string reason);

    [LoggerMessage(2401, LogLevel.Information, "{Hub} reaches the clients of all servers again")]
    private partial void LogBack(string hub);
}
