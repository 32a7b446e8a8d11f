namespace ScaleApp.Jobs;

/// <summary>A call of a method as it is kept: by names and JSON, so that another process, or a later version, can make it.</summary>
/// <param name="Type">The type that the method is called on: <c>Namespace.Name, Assembly</c>.</param>
/// <param name="Method">
/// The method with the short names of the parameters that the caller gives: <c>SendAsync(Guid,String)</c>. Parameters that
/// the engine fills in (<see cref="CancellationToken"/>, <see cref="IJobContext"/>) are left out, so they can be added later.
/// </param>
/// <param name="Arguments">The arguments for those parameters: a JSON array.</param>
public sealed record JobInvocation(string Type, string Method, string Arguments);
