// Miller's projection, the same as in outline.py: units of degrees at the equator, y grows southward.
const RADIANS = Math.PI / 180;
export const project = (longitude, latitude) =>
  [longitude, -1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * latitude * RADIANS)) / RADIANS];
export const BOUNDS = { left: -180, right: 180, top: project(0, 80)[1], bottom: project(0, -57)[1] };

let loading = null;
/** The outline, fetched once: paths in hundredths of a unit, and labels [name, x, y, size]. */
export function outline() {
  loading ??= fetch("/static/world.json").then((answer) => answer.json()).then((world) => ({
    land: new Path2D(world.land), borders: new Path2D(world.borders), labels: world.labels,
  }));
  return loading;
}
