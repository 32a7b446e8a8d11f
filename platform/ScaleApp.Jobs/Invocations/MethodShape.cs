using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ScaleApp.Jobs;

/// <summary>What the engine needs to know of a method, found out once.</summary>
internal sealed class MethodShape
{
    private static readonly ConcurrentDictionary<(Type, MethodInfo), MethodShape> Known = new();

    private readonly JsonTypeInfo?[] _json;

    private MethodShape(Type type, MethodInfo method)
    {
        Type = type;
        Method = method;
        Parameters = method.GetParameters();
        TypeName = NameOf(type);
        Signature = Sign(method.Name, Parameters);
        Queue = Find<QueueAttribute>()?.Queue;
        Concurrency = Find<ConcurrencyLimitAttribute>();
        FilledIn = Array.ConvertAll(Parameters, IsFilledIn);
        IsCallable = method.IsPublic && !method.IsGenericMethod && !type.ContainsGenericParameters && (type.IsVisible || type.IsNotPublic);
        _json = new JsonTypeInfo?[Parameters.Length];
    }

    public Type Type { get; }

    public MethodInfo Method { get; }

    public ParameterInfo[] Parameters { get; }

    /// <summary>For each parameter whether the engine gives its value, not the caller.</summary>
    public bool[] FilledIn { get; }

    /// <summary>Whether a job can call it.</summary>
    public bool IsCallable { get; }

    public string TypeName { get; }

    public string Signature { get; }

    /// <summary>The queue that the method's or the type's attribute names.</summary>
    public string? Queue { get; }

    /// <summary>What limits how many run at once; null for no limit.</summary>
    public ConcurrencyLimitAttribute? Concurrency { get; }

    public static MethodShape Of(Type type, MethodInfo method) =>
        Known.GetOrAdd((type, method), static key => new MethodShape(key.Item1, key.Item2));

    /// <summary>How the parameter is written as JSON.</summary>
    public JsonTypeInfo Json(int parameter, JsonSerializerOptions format) =>
        _json[parameter] ??= format.GetTypeInfo(Parameters[parameter].ParameterType);

    private static bool IsFilledIn(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(CancellationToken) || parameter.ParameterType == typeof(IJobContext);

    /// <summary>How a type is called in a job.</summary>
    public static string NameOf(Type type) =>
        $"{(type.IsGenericType ? type.ToString() : type.FullName)}, {type.Assembly.GetName().Name}";

    /// <summary>The attribute of the method, else of the type it is called on, else of the type that declares it.</summary>
    public TAttribute? Find<TAttribute>() where TAttribute : Attribute =>
        Method.GetCustomAttribute<TAttribute>(inherit: true)
        ?? Type.GetCustomAttribute<TAttribute>(inherit: true)
        ?? Method.DeclaringType?.GetCustomAttribute<TAttribute>(inherit: true);

    private static string Sign(string name, ParameterInfo[] parameters)
    {
        var text = new StringBuilder(name).Append('(');
        text.AppendJoin(',', parameters.Where(parameter => !IsFilledIn(parameter)).Select(parameter => Short(parameter.ParameterType)));
        return text.Append(')').ToString();
    }

    private static string Short(Type type)
    {
        if (type.IsArray)
        {
            return Short(type.GetElementType()!) + "[]";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(',', type.GetGenericArguments().Select(Short))}>"
            : type.Name;
    }
}
