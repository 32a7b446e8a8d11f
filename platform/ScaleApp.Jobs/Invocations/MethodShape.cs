using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace ScaleApp.Jobs;

/// <summary>What the engine needs to know of a method, found out once.</summary>
internal sealed class MethodShape
{
    private static readonly ConcurrentDictionary<(Type, MethodInfo), MethodShape> Known = new();

    private MethodShape(Type type, MethodInfo method)
    {
        Type = type;
        Method = method;
        Parameters = method.GetParameters();
        TypeName = NameOf(type);
        Signature = Sign(method.Name, Parameters);
        Queue = Find<QueueAttribute>()?.Queue;
        Concurrency = Find<ConcurrencyLimitAttribute>();
    }

    public Type Type { get; }

    public MethodInfo Method { get; }

    public ParameterInfo[] Parameters { get; }

    public string TypeName { get; }

    public string Signature { get; }

    /// <summary>The queue that the method's or the type's attribute names.</summary>
    public string? Queue { get; }

    /// <summary>What limits how many run at once; null for no limit.</summary>
    public ConcurrencyLimitAttribute? Concurrency { get; }

    public static MethodShape Of(Type type, MethodInfo method) =>
        Known.GetOrAdd((type, method), static key => new MethodShape(key.Item1, key.Item2));

    /// <summary>Whether the engine gives this parameter's value, not the caller.</summary>
    public static bool IsFilledIn(ParameterInfo parameter) =>
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
