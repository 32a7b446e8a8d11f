namespace ScaleApp.Tests.Support;

/// <summary>
/// Tests that run while no other does: they keep many threads of this process waiting for a server that does not answer, or set time-outs of
/// a second, which a busy processor may exceed.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "Alone";
}
