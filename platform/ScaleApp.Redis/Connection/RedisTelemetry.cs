using System.Diagnostics;
using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>Spans and durations of calls, by OpenTelemetry's semantic conventions for databases. Neither keys nor values.</summary>
internal sealed class RedisTelemetry(MultiplexerFactory factory, TimeProvider time)
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "ScaleApp.Redis";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "db.client.operation.duration", "s", "Duration of database client operations.", tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });

    private readonly object _port = factory.Port;
    private readonly string _databaseIndex = factory.DatabaseIndex.ToString();

    /// <summary>
    /// Begins one call. A span is made only inside another: one that polls Redis all day would fill the store with traces of
    /// one span.
    /// </summary>
    public Call Begin(string operation, string? script = null)
    {
        var activity = Activity.Current is not null && Source.HasListeners() ? Start(operation, script) : null;

        return new Call(this, operation, activity, time.GetTimestamp());
    }

    private Activity? Start(string operation, string? script)
    {
        var activity = Source.StartActivity(script is null ? operation : $"{operation} {script}", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("db.system.name", "redis");
            activity.SetTag("db.operation.name", operation);
            activity.SetTag("db.namespace", _databaseIndex);
            activity.SetTag("server.address", factory.Host);
            activity.SetTag("server.port", _port);
            if (script is not null)
            {
                activity.SetTag("db.stored_procedure.name", script);
            }
        }

        return activity;
    }

    private void Record(string operation, long started, Exception? error)
    {
        var tags = new TagList
        {
            { "db.system.name", "redis" },
            { "db.operation.name", operation },
            { "server.address", factory.Host },
            { "server.port", _port },
        };
        if (error is not null)
        {
            tags.Add("error.type", TypeOf(error));
        }

        Duration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
    }

    // Redis's errors begin with a code of their own (WRONGTYPE, OOM); scripts may return any text, which is not a type.
    private static string TypeOf(Exception error) =>
        error is RedisServerException && error.Message.Split(' ', 2)[0] is { Length: > 1 and < 20 } code && code.All(char.IsAsciiLetterUpper)
            ? code
            : error.GetType().FullName!;

    /// <summary>One call under observation.</summary>
    internal readonly struct Call(RedisTelemetry owner, string operation, Activity? activity, long started)
    {
        public long Started => started;

        /// <summary>Ends the call; <paramref name="error"/> is null when it succeeded.</summary>
        public void End(Exception? error)
        {
            if (Duration.Enabled)
            {
                owner.Record(operation, started, error);
            }

            if (activity is null)
            {
                return;
            }

            if (error is not null)
            {
                activity.SetTag("error.type", TypeOf(error));
                activity.SetStatus(ActivityStatusCode.Error, error.Message);
            }

            activity.Dispose();
        }
    }
}
