namespace ScaleApp.Dashboard.Resources;

/// <summary>Places resources in columns: each to the left of all it depends on, and near what it is connected with.</summary>
/// <remarks>
/// The column is the length of the longest path of dependencies. An edge over several columns has a place of its own in each
/// between, so that it runs beside what stands there. The order within a column is the mean place of the neighbours, swept a
/// few times: not the fewest crossings there could be, but stable, and enough for topologies that people write.
/// </remarks>
internal sealed class GraphLayout
{
    private const int Sweeps = 4;

    private readonly Dictionary<string, int> _depths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _neighbours = new(StringComparer.Ordinal);
    private readonly List<List<string>> _columns;

    public GraphLayout(IReadOnlyList<ResourceView> resources)
    {
        var names = resources.Select(resource => resource.Id).ToHashSet(StringComparer.Ordinal);
        var needs = resources.ToDictionary(resource => resource.Id, resource =>
            resource.Relations.Select(relation => relation.To).Where(to => names.Contains(to) && to != resource.Id).Distinct().ToArray());
        foreach (var resource in resources)
        {
            FindDepth(resource.Id, needs, []);
        }

        var deepest = _depths.Values.DefaultIfEmpty(-1).Max();
        _columns = [.. Enumerable.Range(0, deepest + 1).Select(column =>
            resources.Where(resource => deepest - _depths[resource.Id] == column).Select(resource => resource.Id).ToList())];
        Edges = [.. needs.SelectMany(need => need.Value.Select(to => new GraphEdge(need.Key, to, Route(need.Key, to))))];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Sweep();
        }
    }

    /// <summary>From what needs to what is needed.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; }

    public int Columns => _columns.Count;

    public int Rows => _columns.Select(column => column.Count).DefaultIfEmpty(0).Max();

    /// <summary>The column, and the row as a distance from the top: shorter columns are centred.</summary>
    public (int Column, double Row) Find(string place)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            if (_columns[column].IndexOf(place) is >= 0 and var row)
            {
                return (column, row + ((Rows - _columns[column].Count) / 2.0));
            }
        }

        throw new ArgumentException($"'{place}' is not in the graph.", nameof(place));
    }

    private int FindDepth(string name, Dictionary<string, string[]> needs, HashSet<string> above)
    {
        if (_depths.TryGetValue(name, out var known))
        {
            return known;
        }

        // Whoever depends on itself, however indirectly, is told so at start; a picture of it must still end.
        if (!above.Add(name))
        {
            return 0;
        }

        var depth = needs[name].Select(to => FindDepth(to, needs, above) + 1).DefaultIfEmpty(0).Max();
        above.Remove(name);
        return _depths[name] = depth;
    }

    /// <summary>Gives the edge a place in every column between its ends, and returns all places that it touches.</summary>
    private List<string> Route(string from, string to)
    {
        var (first, last) = (Find(from).Column, Find(to).Column);
        List<string> places = [from];
        for (var column = first + 1; column < last; column++)
        {
            // No resource is named so: names have no blanks.
            places.Add($"{from} {to} {column}");
            _columns[column].Add(places[^1]);
        }

        places.Add(to);
        foreach (var (left, right) in places.Zip(places.Skip(1)))
        {
            Neighbours(left).Add(right);
            Neighbours(right).Add(left);
        }

        return places;
    }

    private List<string> Neighbours(string place) => _neighbours.TryGetValue(place, out var known) ? known : _neighbours[place] = [];

    private void Sweep()
    {
        foreach (var column in _columns)
        {
            var ordered = column.OrderBy(place => Neighbours(place).Select(other => Find(other).Row).DefaultIfEmpty(Find(place).Row).Average())
                .ToList();
            column.Clear();
            column.AddRange(ordered);
        }
    }
}

/// <summary>One resource needs another.</summary>
/// <param name="From">What needs.</param>
/// <param name="To">What is needed.</param>
/// <param name="Places">The places that it runs through, from the one to the other.</param>
internal sealed record GraphEdge(string From, string To, IReadOnlyList<string> Places);
