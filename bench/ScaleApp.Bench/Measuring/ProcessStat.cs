namespace ScaleApp.Bench.Measuring;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
/// <param name="Parent">The process that started it, or the one that adopted it.</param>
/// <param name="Started">In ticks since the machine started; tells a process from a later one with the same id.</param>
/// <param name="Cpu">Processor time of the process, without its children.</param>
/// <param name="ChildrenCpu">Processor time of the children that have ended.</param>
internal sealed record ProcessStat(int Parent, long Started, TimeSpan Cpu, TimeSpan ChildrenCpu)
{
    private const double TicksPerSecond = 100;

    /// <summary>Null when the process has ended.</summary>
    public static ProcessStat? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");

            // The fields from the third on come after the name in parentheses, which may contain spaces.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new(int.Parse(fields[1]), long.Parse(fields[19]), Time(fields[11], fields[12]), Time(fields[13], fields[14]));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static TimeSpan Time(string user, string system) =>
        TimeSpan.FromSeconds((long.Parse(user) + long.Parse(system)) / TicksPerSecond);
}
