using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Redis;

public sealed class RedisTelemetryTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly RedisScript Touch = RedisScript.FromText("touch", "return redis.call('SET', KEYS[1], '1')");

    [RequiresFact("redis-server")]
    public async Task A_call_inside_a_trace_has_a_span_with_the_conventions_tags_and_without_keys_or_values()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        using var spans = new Spans();

        using (var parent = spans.Begin())
        {
            await redis.ExecuteAsync(db => db.StringSetAsync("secret-key", "secret-value"), default);
            Assert.Same(parent, Activity.Current);
            await redis.EvaluateAsync(Touch, ["secret-key"], [], default);
        }

        Assert.Equal(["SET", "EVALSHA touch"], spans.Seen.Select(span => span.DisplayName));
        var set = spans.Seen.First();
        Assert.Equal(ActivityKind.Client, set.Kind);
        Assert.Equal("redis", set.GetTagItem("db.system.name"));
        Assert.Equal("SET", set.GetTagItem("db.operation.name"));
        Assert.Equal("127.0.0.1", set.GetTagItem("server.address"));
        Assert.Equal(server.Port, set.GetTagItem("server.port"));
        Assert.Equal("touch", spans.Seen.Last().GetTagItem("db.stored_procedure.name"));
        Assert.DoesNotContain(spans.Seen.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("secret"));
    }

    [RequiresFact("redis-server")]
    public async Task A_refused_call_has_a_span_with_redis_s_own_error_code()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        using var spans = new Spans();
        await redis.ExecuteAsync(db => db.StringSetAsync("text", "text"), default);

        using (spans.Begin())
        {
            await Assert.ThrowsAsync<RedisServerException>(() => redis.ExecuteAsync(db => db.ListLengthAsync("text"), default));
        }

        var span = Assert.Single(spans.Seen);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("WRONGTYPE", span.GetTagItem("error.type"));
    }

    [RequiresFact("redis-server")]
    public async Task A_call_outside_a_trace_has_no_span_and_is_measured_all_the_same()
    {
        var measured = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "db.client.operation.duration")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            measured.Add(string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        using var spans = new Spans();

        await redis.ExecuteAsync(db => db.HashLengthAsync("nothing"), default);

        Assert.Empty(spans.Seen);
        Assert.Contains(measured, tags => tags.Contains("db.operation.name=HLEN") && tags.Contains($"server.port={server.Port}"));
    }

    [Theory]
    [InlineData("db => db.StringGetAsync(key)", "GET")]
    [InlineData("database => database.HashSetAsync(\n    key, entries)", "HSET")]
    [InlineData("db => db.ExecuteAsync(\"xadd\", key, \"*\")", "XADD")]
    [InlineData("async db => { await db.SetAddAsync(key, 1); return 1; }", "SADD")]
    [InlineData("db => db.GeoAddAsync(key, 1, 2, member)", "GeoAdd")]
    [InlineData("HMGET", "HMGET")]
    [InlineData("Load", "command")]
    public void A_command_is_named_from_its_source(string expression, string name) =>
        Assert.Equal(name, RedisOperation.NameOf(expression));

    /// <summary>The spans of Redis calls below the one that the test begins; other tests run at the same time.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivitySource _source = new("test");
        private readonly ConcurrentQueue<Activity> _all = new();
        private readonly ActivityListener _listener;
        private ActivityTraceId _trace;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source == _source || source.Name == RedisTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = _all.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> Seen => _all.Where(span => span.TraceId == _trace && span.Source != _source);

        public Activity Begin()
        {
            var parent = _source.StartActivity("test", ActivityKind.Internal, parentContext: default)!;
            _trace = parent.TraceId;
            return parent;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
