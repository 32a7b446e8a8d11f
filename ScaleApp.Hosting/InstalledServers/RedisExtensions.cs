using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

public static class RedisExtensions
{
    private const string AppendOnlyOptions = "--appendonly yes --appendfsync everysec --maxmemory-policy noeviction";

    /// <summary>
    /// Writes every change to an append-only file that is flushed once a second, and evicts nothing: a crash of the machine
    /// costs at most one second of writes, and a full Redis refuses writes rather than drop keys.
    /// </summary>
    /// <remarks>Holds for containers and for installed servers. Data outlives the container only with a data volume.</remarks>
    public static IResourceBuilder<RedisResource> WithAppendOnlyFile(this IResourceBuilder<RedisResource> builder) =>
        builder.WithArgs(context => AddOptions(context.Args));

    // A published model has the arguments -c "redis-server ...", of which /bin/sh runs the second only.
    private static void AddOptions(IList<object> arguments)
    {
        if (arguments is ["-c", string command])
        {
            arguments[1] = $"{command} {AppendOnlyOptions}";
            return;
        }

        foreach (var option in AppendOnlyOptions.Split(' '))
        {
            arguments.Add(option);
        }
    }
}
