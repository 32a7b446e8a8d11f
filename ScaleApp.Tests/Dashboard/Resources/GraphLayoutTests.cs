using ScaleApp.Dashboard.Resources;

namespace ScaleApp.Tests.Dashboard.Resources;

public class GraphLayoutTests
{
    [Fact]
    public void Whoever_needs_another_stands_to_the_left_of_it()
    {
        var layout = new GraphLayout([View("api", "db", "cache"), View("db", "server"), View("server"), View("cache")]);

        Assert.All(layout.Edges, edge => Assert.True(layout.Find(edge.From).Column < layout.Find(edge.To).Column));
        Assert.Equal(3, layout.Columns);
    }

    [Fact]
    public void An_edge_over_several_columns_has_a_place_of_its_own_in_each_between()
    {
        var layout = new GraphLayout([View("api", "db", "server"), View("db", "server"), View("server")]);

        var edge = Assert.Single(layout.Edges, edge => edge is { From: "api", To: "server" });
        Assert.Equal(3, edge.Places.Count);
        Assert.NotEqual(layout.Find("db"), layout.Find(edge.Places[1]));
    }

    [Fact]
    public void A_circle_is_drawn_and_an_unknown_name_is_not()
    {
        var layout = new GraphLayout([View("a", "b"), View("b", "a", "missing")]);

        Assert.Equal(2, layout.Edges.Count);
    }

    [Fact]
    public void Nothing_has_no_columns() => Assert.Equal((0, 0), (new GraphLayout([]).Columns, new GraphLayout([]).Rows));

    private static ResourceView View(string name, params string[] needs) => new()
    {
        Id = name,
        Kind = "Project",
        State = "Running",
        Relations = [.. needs.Select(need => new ResourceRelation(need, "refers to"))],
    };
}
