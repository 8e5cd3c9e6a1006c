"""Loads Rasa's TensorFlow models without compiling a training step first.

Rasa builds a model's weights by fitting one example, which traces and differentiates a graph that is never used again:
two thirds of the loading time. One forward pass without a graph builds the same weights.
"""

from typing import Any

import tensorflow as tf
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.tensorflow.models import RasaModel


def _load(
    cls: type[RasaModel],
    model_file_name: str,
    model_data_example: RasaModelData,
    predict_data_example: RasaModelData | None = None,
    finetune_mode: bool = False,
    *args: Any,
    **kwargs: Any,
) -> RasaModel:
    """A model for prediction only, with its trained weights; traced once, so that the first message is not slow."""
    model = cls(*args, **kwargs)
    model.compile(run_eagerly=False)
    example = next(iter(RasaBatchDataGenerator(model_data_example, batch_size=1)))[0]
    model._training = True
    model.batch_loss(example)
    model.load_weights(model_file_name).expect_partial()
    if predict_data_example:
        _trace(model, predict_data_example)
    return model


def _trace(model: RasaModel, example: RasaModelData) -> None:
    """Trace the prediction without rewriting its Python source, which it does not need."""
    batch = next(iter(RasaBatchDataGenerator(example, batch_size=1)))[0]
    model._training = False
    model.prepare_for_predict()
    model.prepared_for_prediction = True
    signature = model._dynamic_signature(batch)
    model._tf_predict_step = tf.function(model.predict_step, input_signature=signature, autograph=False)
    try:
        model.run_inference(example)
    except (TypeError, tf.errors.OperatorNotAllowedInGraphError):
        # a layer with a loop over tensors does need it
        model._tf_predict_step = None
        model.run_inference(example)


def install_quick_load() -> None:
    """From now on Rasa loads its TensorFlow models this way in this process."""
    RasaModel.load = classmethod(_load)  # type: ignore[method-assign, assignment]
