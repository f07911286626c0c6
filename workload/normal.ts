/**
 * The standard normal distribution: Φ and its inverse.
 *
 * Every normal number here is the inverse of one uniform draw, never a pair of them turned into a pair (Box-Muller) nor
 * a loop of rejections: one request, one draw, one number, and larger draws give larger numbers.
 */

/**
 * Φ⁻¹(p) for p in (0, 1), relative error about 1e-16.
 * Source: M. J. Wichura, Algorithm AS 241, routine PPND16, Applied Statistics 37 (1988) 477-484.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  return q >= -0.425 && q <= 0.425 ? centralQuantile(q) : tailQuantile(p, q);
}

function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  const above =
    ((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
    3.3871328727963665;
  const below =
    ((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
    1;
  return (q * above) / below;
}

function tailQuantile(p: number, q: number): number {
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size = r <= 5 ? nearTail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -size : size;
}

function nearTail(r: number): number {
  const above =
    ((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
      1.2704582524523684) *
      r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
    1.4234371107496835;
  const below =
    ((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r +
      0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
    1;
  return above / below;
}

function farTail(r: number): number {
  const above =
    ((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r +
      0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
    6.657904643501103;
  const below =
    ((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
      0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
    1;
  return above / below;
}

/**
 * Φ(z), absolute error below 1e-14; the lower tail keeps its relative accuracy (1e-10).
 * Source: J. F. Hart, Computer Approximations (1968), in the form of G. West, Better approximations to cumulative
 * normal functions, Wilmott (2005); beyond 5 the continued fraction of Laplace.
 */
export function normalCdf(z: number): number {
  const size = z < 0 ? -z : z;
  if (size > 38) return z < 0 ? 0 : 1;
  const e = Math.exp(-0.5 * size * size);
  const tail = size < 5 ? e * hartRatio(size) : e / (ROOT_TWO_PI * millsFraction(size));
  return z < 0 ? tail : 1 - tail;
}

function hartRatio(x: number): number {
  const above =
    (((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
      112.079291497871) *
      x +
      221.213596169931) *
      x +
    220.206867912376;
  const below =
    ((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
      296.564248779674) *
      x +
      637.333633378831) *
      x +
      793.826512519948) *
      x +
    440.413735824752;
  return above / below;
}

const ROOT_TWO_PI = 2.5066282746310002;

/** The inverse of Mills' ratio by its continued fraction, right to 1e-12 from 5 on. */
function millsFraction(x: number): number {
  let value = x;
  for (let k = 16; k > 0; k--) value = x + k / value;
  return value;
}
