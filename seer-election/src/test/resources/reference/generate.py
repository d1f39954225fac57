#!/usr/bin/python3
"""Writes the reference values beside this file: scikit-learn's answers on synthetic data.

Run with Debian's python3-sklearn (1.2.1). Seeds are fixed. A file is a list of matrices, each a line
`name rows columns` followed by its rows.
"""

from pathlib import Path

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import ElasticNet, LinearRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

HERE = Path(__file__).parent


def write(name: str, **matrices: np.ndarray) -> None:
    with open(HERE / name, "w", encoding="ascii") as out:
        for key, matrix in matrices.items():
            matrix = np.atleast_2d(np.asarray(matrix, dtype=float))
            out.write(f"{key} {matrix.shape[0]} {matrix.shape[1]}\n")
            for row in matrix:
                out.write(" ".join(repr(float(value)) for value in row) + "\n")


def delays(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """CPU and RAM shares and seven round trips; seven commit delays that depend on them."""
    rng = np.random.default_rng(seed)
    cpu = rng.uniform(0.05, 0.9, count)
    ram = 0.4 + 0.2 * cpu + rng.normal(0, 0.02, count)
    rtt = rng.uniform(2, 40, (count, 7))
    majority = np.sort(rtt, axis=1)[:, 2]
    service = 1.5 / (1 - cpu)
    y = rtt + (majority + service)[:, None] + rng.normal(0, 0.5, (count, 7))
    return np.column_stack([cpu, ram, rtt]), y


def least_squares() -> None:
    x, y = delays(1, 120)
    probe, _ = delays(2, 20)
    model = LinearRegression().fit(x, y)
    write("ols.txt", x=x, y=y, probe=probe, expected=model.predict(probe))

    # A constant column, a copy of a column, the sum of two: rank 9 of 12.
    def dependent(z: np.ndarray) -> np.ndarray:
        return np.column_stack([z, np.full(len(z), 3.0), z[:, 2], z[:, 3] + z[:, 4]])

    model = make_pipeline(StandardScaler(), LinearRegression()).fit(dependent(x), y)
    expected = model.predict(dependent(probe))
    write("ols-dependent.txt", x=dependent(x), y=y, probe=dependent(probe), expected=expected)

    model = make_pipeline(StandardScaler(), LinearRegression()).fit(x[:6], y[:6])
    write("ols-few.txt", x=x[:6], y=y[:6], probe=probe, expected=model.predict(probe))


def elastic_net() -> None:
    x, y = delays(3, 250)
    probe, _ = delays(4, 20)
    results = {"x": x, "y": y, "probe": probe}
    settings = [
        (alpha, ratio, intercept)
        for alpha in (0.1, 0.01)
        for ratio in (0.1, 0.5, 0.9)
        for intercept in (True, False)
    ]
    results["settings"] = np.array(settings, dtype=float)
    for i, (alpha, ratio, intercept) in enumerate(settings):
        net = ElasticNet(
            alpha=alpha, l1_ratio=ratio, fit_intercept=intercept, tol=1e-14, max_iter=1_000_000
        )
        terms = make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False), net)
        model = TransformedTargetRegressor(terms, transformer=StandardScaler()).fit(x, y)
        results[f"coefficients{i}"] = model.regressor_[-1].coef_
        results[f"expected{i}"] = model.predict(probe)
    write("elastic-net.txt", **results)

    terms = PolynomialFeatures(2, include_bias=False).fit_transform(StandardScaler().fit_transform(x))
    search = GridSearchCV(
        ElasticNet(tol=1e-10, max_iter=1_000_000),
        {
            "alpha": [0.3, 0.1, 0.03, 0.01, 0.003],
            "l1_ratio": [0.1, 0.5, 0.9],
            "fit_intercept": [True, False],
        },
        scoring="neg_mean_squared_error",
        cv=KFold(3),
    ).fit(terms, StandardScaler().fit_transform(y))
    best = search.best_params_
    order = np.argsort(-search.cv_results_["mean_test_score"])
    print("best", best, "scores", search.cv_results_["mean_test_score"][order[:3]])
    choice = [best["alpha"], best["l1_ratio"], best["fit_intercept"]]
    write("elastic-net-choice.txt", choice=choice)


def outlier_factor() -> None:
    rng = np.random.default_rng(5)
    wide = rng.normal([0, 0, 0, 0], [1, 1, 1, 1], (120, 4))
    tight = rng.normal([6, 6, 0, 0], [0.1, 0.1, 0.1, 0.1], (60, 4))
    stray = rng.uniform(-8, 8, (8, 4))
    points = np.vstack([wide, tight, stray])
    fresh = np.vstack([rng.normal(0, 1, (20, 4)), rng.uniform(-10, 10, (20, 4)), points[:1]])
    inside = LocalOutlierFactor(n_neighbors=20, algorithm="brute").fit(points)
    novel = LocalOutlierFactor(n_neighbors=20, algorithm="brute", novelty=True).fit(points)
    few = LocalOutlierFactor(n_neighbors=20, algorithm="brute", novelty=True).fit(points[:9])
    # 30 equal points: those of them within the first 20 neighbours are interchangeable.
    same = np.vstack([np.tile([1.0, 2.0, 3.0, 4.0], (30, 1)), wide[:40]])
    equal = LocalOutlierFactor(n_neighbors=20, algorithm="brute", novelty=True).fit(same)
    write(
        "lof.txt",
        points=points,
        fresh=fresh,
        factors=-inside.negative_outlier_factor_,
        scores=-novel.score_samples(fresh),
        fewFactors=-few.negative_outlier_factor_,
        fewScores=-few.score_samples(fresh),
        same=same,
        sameFactors=-equal.negative_outlier_factor_,
        sameScores=-equal.score_samples(fresh),
    )


least_squares()
elastic_net()
outlier_factor()
