using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Hangfire.Common;
using Hangfire.Server;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Loads the types that job records name: contracts from the allowed assemblies and plain values as parameters.</summary>
/// <remarks>
/// Hangfire loads any type that Redis names. Here a record that names another one fails its job with a message. Hangfire has one
/// resolver a process, so hosts in one process share what is allowed.
/// </remarks>
internal static class JobTypeResolver
{
    [SuppressMessage("Scaling", "SCALE003", Justification = "Filled at start from the program's own assemblies, which every replica of a service has alike.")]
    private static readonly ConcurrentDictionary<string, byte> Contracts = new(StringComparer.Ordinal);

    private static readonly HashSet<Type> Values =
    [
        typeof(bool), typeof(int), typeof(long), typeof(double), typeof(decimal), typeof(string), typeof(Guid), typeof(DateTime),
        typeof(DateTimeOffset), typeof(TimeSpan), typeof(CancellationToken), typeof(PerformContext), typeof(int[]), typeof(string[]), typeof(Guid[]),
    ];

    private static readonly Dictionary<string, Type> ValueNames = Values.ToDictionary(TypeHelper.SimpleAssemblyTypeSerializer, StringComparer.Ordinal);

    public static void Allow(Assembly contracts) => Contracts.TryAdd(contracts.GetName().Name!, 0);

    public static Type Resolve(string name)
    {
        if (ValueNames.TryGetValue(name, out var value))
        {
            return value;
        }

        // Decided by the text, before anything is loaded.
        return name.Split(", ") is [_, var assembly] && Contracts.ContainsKey(assembly)
            ? TypeHelper.IgnoredAssemblyVersionTypeResolver(name)
            : throw new TypeLoadException(
                $"A job names the type '{name}', which is not a job contract. Contracts are in {string.Join(", ", Contracts.Keys.Order(StringComparer.Ordinal))}; "
                + "a contract that was removed or renamed needs its old name until its jobs have run.");
    }
}
