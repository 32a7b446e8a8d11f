using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Jobs;

/// <summary>A method that jobs call: compiled, with what its attributes say about running it.</summary>
internal sealed class JobMethod
{
    private readonly Func<object?, object?[], Task> _call;
    private readonly ObjectFactory? _create;

    public JobMethod(MethodShape shape, BackgroundJobServerOptions options)
    {
        Shape = shape;
        Retry = shape.Find<AutomaticRetryAttribute>() ?? options.Retry;
        Timeout = shape.Find<JobTimeoutAttribute>()?.Timeout ?? options.JobTimeout;
        Name = $"{shape.Type.Name}.{shape.Method.Name}";
        _call = Compile(shape);
        _create = shape.Method.IsStatic || shape.Type.IsAbstract ? null : ActivatorUtilities.CreateFactory(shape.Type, []);
    }

    public MethodShape Shape { get; }

    public AutomaticRetryAttribute Retry { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>As people call it.</summary>
    public string Name { get; }

    /// <summary>Calls the method on what the scope gives, or makes, for its type.</summary>
    public async Task InvokeAsync(IServiceProvider scope, JobRecord job, IJobContext context)
    {
        var arguments = JobArguments.Read(Shape, job.Arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            var type = Shape.Parameters[i].ParameterType;
            arguments[i] = type == typeof(CancellationToken) ? context.CancellationToken
                : type == typeof(IJobContext) ? context
                : arguments[i];
        }

        var made = Shape.Method.IsStatic ? null : scope.GetService(Shape.Type);
        var own = made is null ? _create?.Invoke(scope, null) : null;
        try
        {
            await _call(Target(made ?? own), arguments);
        }
        finally
        {
            // What the scope made it disposes of itself.
            await DisposeAsync(own);
        }
    }

    private object? Target(object? target) => target is not null || Shape.Method.IsStatic ? target : throw new InvalidOperationException(
        $"Nothing is registered for {Shape.Type}, whose method {Shape.Method.Name} a job calls: register it in this worker.");

    private static async ValueTask DisposeAsync(object? target)
    {
        if (target is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (target as IDisposable)?.Dispose();
        }
    }

    private static Func<object?, object?[], Task> Compile(MethodShape shape)
    {
        var target = Expression.Parameter(typeof(object));
        var values = Expression.Parameter(typeof(object[]));
        var arguments = shape.Parameters.Select((parameter, i) =>
            Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(i)), parameter.ParameterType));
        var call = Expression.Call(
            shape.Method.IsStatic ? null : Expression.Convert(target, shape.Method.DeclaringType!), shape.Method, arguments);
        Expression body = call.Type switch
        {
            var type when typeof(Task).IsAssignableFrom(type) => call,
            var type when type == typeof(ValueTask) => Expression.Call(call, nameof(ValueTask.AsTask), null),
            { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(ValueTask<>) =>
                Expression.Call(call, nameof(ValueTask<int>.AsTask), null),
            _ => Expression.Block(call, Expression.Constant(Task.CompletedTask)),
        };
        return Expression.Lambda<Func<object?, object?[], Task>>(Expression.Convert(body, typeof(Task)), target, values).Compile();
    }
}
