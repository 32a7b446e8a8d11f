using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>A call of a method as it is kept: by names and JSON, so that another process, or a later version, can make it.</summary>
/// <param name="Type">The type that the method is called on: <c>Namespace.Name, Assembly</c>.</param>
/// <param name="Method">
/// The method with the short names of the parameters that the caller gives: <c>SendAsync(Guid,String)</c>. Parameters that
/// the engine fills in (<see cref="CancellationToken"/>, <see cref="IJobContext"/>) are left out, so they can be added later.
/// </param>
/// <param name="Arguments">The arguments for those parameters: a JSON array.</param>
public sealed record JobInvocation(string Type, string Method, string Arguments)
{
    /// <summary>The most bytes of JSON that a call's arguments may take, unless configured otherwise: 64 KB.</summary>
    public const int DefaultMaxArgumentBytes = 64 * 1024;

    /// <summary>Reads the call in an expression such as <c>x => x.SendAsync(id, CancellationToken.None)</c>.</summary>
    /// <param name="call">A lambda whose body is one call. Its arguments are evaluated now.</param>
    /// <param name="target">The type to call the method on; null for the type that declares it.</param>
    /// <param name="maxArgumentBytes">The most that the arguments may take as JSON.</param>
    /// <exception cref="ArgumentException">
    /// The expression is no call that can be kept, or its arguments are too large; the message says which.
    /// </exception>
    public static JobInvocation From(LambdaExpression call, Type? target = null, int maxArgumentBytes = DefaultMaxArgumentBytes)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (shape, arguments) = JobCall.Read(call, target);
        return new JobInvocation(shape.TypeName, shape.Signature, JobArguments.Write(shape, arguments, maxArgumentBytes));
    }
}
