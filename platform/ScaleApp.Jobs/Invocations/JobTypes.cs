using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace ScaleApp.Jobs;

/// <summary>Finds the method that a job names, among allowed types only: what is in Redis never loads anything.</summary>
internal sealed class JobTypes(IOptions<BackgroundJobServerOptions> options)
{
    // Bounded by what the allowed assemblies contain: only what was found is kept.
    private readonly ConcurrentDictionary<byte[], JobMethod> _known = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, Assembly> _assemblies =
        options.Value.AllowedAssemblies.DistinctBy(a => a.GetName().Name).ToDictionary(a => a.GetName().Name!);
    private readonly Dictionary<string, Type> _types = options.Value.AllowedTypes.Distinct().ToDictionary(MethodShape.NameOf);

    /// <exception cref="UnknownJobException">There is no such type or method, or it is not allowed; the message says which.</exception>
    public JobMethod Find(JobRecord job) =>
        _known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(job.Call, out var method)
            ? method
            : _known.GetOrAdd(job.Call.ToArray(), Resolve(job.Invocation));

    private JobMethod Resolve(JobInvocation invocation)
    {
        if (invocation.Type.Length == 0)
        {
            throw new UnknownJobException("What Redis keeps of the job cannot be read: it names no type. Delete the job.");
        }

        var type = FindType(invocation.Type);
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Concat(type.IsInterface ? type.GetInterfaces().SelectMany(parent => parent.GetMethods()) : [])
            .Where(method => !method.IsGenericMethodDefinition)
            .Select(method => MethodShape.Of(type, method));
        var shape = methods.FirstOrDefault(candidate => candidate.Signature == invocation.Method)
            ?? throw new UnknownJobException(
                $"'{invocation.Type}' has no public method {invocation.Method} any more: bring it back, or delete the job.");
        return new JobMethod(shape, options.Value);
    }

    private Type FindType(string name)
    {
        if (_types.TryGetValue(name, out var type))
        {
            return type;
        }

        var comma = name.LastIndexOf(", ", StringComparison.Ordinal);
        if (comma < 0 || !_assemblies.TryGetValue(name[(comma + 2)..], out var assembly))
        {
            throw new UnknownJobException(
                $"'{name}' is not allowed as the type of a job: add its assembly to AllowedAssemblies, or the type to AllowedTypes.");
        }

        // A name with brackets could make the runtime load the types it mentions.
        return name.AsSpan(0, comma).ContainsAny("[],") ? throw new UnknownJobException(
                $"'{name}' is generic, and is not among AllowedTypes.")
            : assembly.GetType(name[..comma], throwOnError: false) ?? throw new UnknownJobException(
                $"There is no type '{name}' any more: bring it back, or delete the job.");
    }
}

/// <summary>A job names something that this program does not have. Trying again would not help.</summary>
internal sealed class UnknownJobException(string message) : Exception(message);
