using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Takes the call out of a lambda.</summary>
internal static class JobCall
{
    /// <exception cref="ArgumentException">The lambda is not one call of a method that a worker can make.</exception>
    public static (MethodShape Shape, IReadOnlyList<Expression> Arguments) Read(LambdaExpression lambda, Type? target)
    {
        if (lambda.Body is not MethodCallExpression call)
        {
            throw new ArgumentException(
                $"A job is one call of a method, such as x => x.SendAsync(id); '{lambda.Body}' is not one.", nameof(lambda));
        }

        var method = call.Method;
        var type = target ?? InstanceType(call) ?? method.DeclaringType!;
        var shape = MethodShape.Of(type, method);
        if (!shape.IsCallable)
        {
            throw new ArgumentException(
                $"{type.Name}.{method.Name} cannot be a job: it must be a public method without type parameters of its own.",
                nameof(lambda));
        }

        return (shape, call.Arguments);
    }

    // In `() => mail.Send()` the variable's value tells which class is meant; the declaring type may be a base of it.
    private static Type? InstanceType(MethodCallExpression call) =>
        call.Object is null or ParameterExpression ? call.Object?.Type : ArgumentEvaluator.Evaluate(call.Object)?.GetType();
}
